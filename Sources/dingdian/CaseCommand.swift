import ArgumentParser
import Node

struct CaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case",
        abstract: "案卷 / Cases: where they stand, what may follow, what is wrong.",
        subcommands: [List.self, Show.self, Paper.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "列出本节点可阅的案卷 / Cases that this node can read.")
        @OptionGroup var node: NodeOptions
        @Option(help: "只列某地区及其所辖 / Only those of a region and what lies in it.") var region: String?
        @Option(help: "某日的情况，YYYY-MM-DD / As they stand on a day, YYYY-MM-DD.") var on: String?
        @Flag(help: "已结束的也列出 / Those that are over too.") var all = false

        func run() async throws {
            var options = GivenOptions()
            options.set("region", region)
            options.set("on", on)
            options.set("all", all)
            try await node.run("case ls", options: options.values)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "一个案卷的阶段、期限、问题与经过 / Stage, clocks, problems and history of one.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "案卷号：32 位十六进制数，或其开头几位 / Its 32 hexadecimal digits, or the first of them.")
        var id: String
        @Option(help: "某日的情况，YYYY-MM-DD / As it stands on a day, YYYY-MM-DD.") var on: String?

        func run() async throws {
            var options = GivenOptions()
            options.set("on", on)
            try await node.run("case show", options: options.values, arguments: [id])
        }
    }

    struct Paper: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "取出案卷的一份附件 / A paper of a case as a file.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "案卷号：32 位十六进制数，或其开头几位 / Its 32 hexadecimal digits, or the first of them.")
        var id: String
        @Argument(help: "附件内容的 SHA-256，或其开头几位 / The SHA-256 of its content, or the first digits.")
        var hash: String
        @Option(help: "写入的文件 / The file to write.") var output: String

        func run() async throws {
            var options = GivenOptions()
            options.set("output", Paths.absolute(output))
            try await node.run("case paper", options: options.values, arguments: [id, hash])
        }
    }
}
