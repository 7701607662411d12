import ArgumentParser
import Node

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "机构的定点状态 / The standing of an institution, with reasons and freshness.")
    @OptionGroup var node: NodeOptions
    @Argument(
        help: "许可种类:地区:编号、许可证号或国家医保编码 / scheme:region:number, a licence number, or a national code."
    )
    var institution: String
    @Option(
        help:
            "其协议承担费用的地区；默认为所知的全部 / The region whose agreement carries the cost; default: all that are known."
    )
    var region: String?
    @Option(help: "服务，如 inpatient（住院） / A service, for example inpatient.") var service: String?
    @Option(
        help:
            "付费的基金：basic 基本医保、pooled-fund 统筹基金、personal-account 个人账户、care 长护险 / The fund that pays: basic, pooled-fund, personal-account or care."
    )
    var scope: String?
    @Option(help: "提供服务的科室 / The department that served.") var department: String?
    @Option(help: "提供服务的人员，以其国家医保编码 / Who served, by the national code of the medical staff.")
    var person: String?
    @Option(help: "执业地点，如协议所写 / The practice place, as the agreement names it.") var site: String?
    @Option(help: "费用发生日，YYYY-MM-DD / The day of the cost, YYYY-MM-DD.") var on: String?
    @Option(
        help:
            "本节点在某一时刻所知的，YYYY-MM-DD[THH:MM:SS] / As this node knew it at a moment, YYYY-MM-DD[THH:MM:SS]."
    ) var knownAt: String?
    @Flag(help: "附上每条理由所依据的规则和设定 / Add the rules and settings behind each reason.") var explain =
        false
    @Flag(
        help:
            "答复为暂定或数据陈旧时以状态 3 结束 / End with 3 when the answer is provisional or rests on old data.")
    var strict = false

    func run() async throws {
        var options = GivenOptions()
        options.set("region", region)
        options.set("service", service)
        options.set("scope", scope)
        options.set("department", department)
        options.set("person", person)
        options.set("site", site)
        options.set("on", on)
        options.set("known-at", knownAt)
        options.set("explain", explain)
        options.set("strict", strict)
        try await node.run("status", options: options.values, arguments: [institution])
    }
}

struct PropagationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propagation",
        abstract: "一项决定的传播 / Which nodes apply an event, since when, which not yet.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "事件，日志#序号 / The event as origin#index.") var event: String

    func run() async throws { try await node.run("propagation", arguments: [event]) }
}

struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "待处理事项 / Clashes that wait for a person.",
        subcommands: [List.self, Resolve.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "列出 / List them.")
        @OptionGroup var node: NodeOptions
        @Option(help: "省的代码 / A province.") var area: String?
        @Flag(help: "已处理的也列出 / Resolved ones too.") var all = false

        func run() async throws {
            var options = GivenOptions()
            options.set("area", area)
            options.set("all", all)
            try await node.run("review ls", options: options.values)
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "记录处理结果 / Record what was decided.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "`review ls` 输出的键 / The key that `review ls` prints.") var key: String
        @Option(help: "决定的内容 / What was decided.") var decision: String
        @Option(help: "决定人 / Who decided.") var officer: String

        func run() async throws {
            try await node.run(
                "review resolve", options: ["decision": decision, "officer": officer],
                arguments: [key])
        }
    }
}
