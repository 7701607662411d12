import ArgumentParser
import Foundation
import Messages
import Node

struct DueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "待办期限 / What is due: rule, last day, what stops it, who must act.",
        discussion: """
            列出本节点可阅的全部期限：在办案卷、续签、中止、报告、公布、待处理事项、政策到期。红：已逾期；\
            黄：剩三个工作日以内或剩余不足五分之一；绿：其余。
            Lists cases that this node can open and public duties of the registers that it holds. Red: \
            over; amber: at most three working days or a fifth of the time left; green: otherwise. Rows \
            with ＊ may have been done in cases that this node cannot open.
            """)
    @OptionGroup var node: NodeOptions
    @Option(help: "只列某地区及其所辖 / Only a region and what lies in it.") var region: String?
    @Option(help: "某日的情况，过去或将来，YYYY-MM-DD / As on a day, past or future, YYYY-MM-DD.") var on:
        String?
    @Flag(
        help:
            "列出全部；否则只列最急的 200 项（--json 总是全部） / All rows; without it the 200 most pressing. --json always has all."
    )
    var all = false
    @Flag(help: "有期限为暂定时以状态 3 结束 / End with 3 when a last day is provisional.") var strict = false

    func run() async throws {
        var options = GivenOptions()
        options.set("region", region)
        options.set("on", on)
        options.set("all", all)
        options.set("strict", strict)
        try await node.run("due", options: options.values)
    }
}

struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice",
        abstract: "文书 / A printable paper: HTML for A4, or plain text.",
        discussion: """
            种类 / kinds: supplement 补正告知, refusal 不予受理, result 评估结果, suspension 中止, \
            termination 解除, resumption 恢复, public-notice 公示名单, published-list 公布名单, \
            terminated-list 解除名单, filing 备案表, agency-filing 本机构报送表.
            REF 为事件、案卷或（名单）地区，本机构报送为 地区:事项 / an event, a case, for lists a region, \
            for agency-filing REGION:ITEM.
            """)
    @OptionGroup var node: NodeOptions
    @Argument(help: "哪种文书 / Which paper.") var kind: String
    @Argument(
        help:
            "事件（日志#序号）、案卷号，或名单所属的地区代码 / origin#index, a case's digits, or a region's code for lists."
    )
    var ref: String
    @Option(
        help:
            "写入的文件：以 .html 结尾为网页，否则为文本 / A file to write: HTML when its name ends in .html, else text."
    )
    var output: String?
    @Option(help: "名单和案卷按某日的情况，YYYY-MM-DD / Lists and cases as on a day, YYYY-MM-DD.") var on:
        String?
    @Flag(help: "标准输出也用 HTML / HTML on standard output too.") var html = false

    func run() async throws {
        var options = GivenOptions()
        options.set("on", on)
        let path = output.map(Paths.absolute)
        let isPage = path.map { $0.hasSuffix(".html") || $0.hasSuffix(".htm") } ?? html
        options.set("html", isPage)
        var result = try await node.result(
            "notice", options: options.values, arguments: [kind, ref])
        if let path, result.exit == 0 {
            do {
                try Data(result.text.utf8).write(
                    to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw CommandFailure("\(path) cannot be written; choose another --output.")
            }
            result.text = "已写出 / written: \(path)"
        } else if result.text.last?.isNewline == true {
            result.text.removeLast()
        }
        try Output.show(result, json: node.json)
    }
}
