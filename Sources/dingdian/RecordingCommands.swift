import ArgumentParser
import Designation
import Foundation
import Messages
import Node
import Storage

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "记录文件中的各项决定 / Record acts given as a file (protocol/act-file.md).")
    @OptionGroup var node: NodeOptions
    @Argument(help: "事项文件（YAML） / A YAML file of acts.") var file: String
    @Option(help: "决定人（文件未写明时） / Who decides, where the file does not say.") var officer: String?
    @Flag(help: "只检查文件，不记录 / Check the file and record nothing.") var check = false
    @Flag(help: "不会生效的事项也记录 / Record acts that will be without effect too.")
    var allowWithoutCompetence = false
    @Option(
        help: ArgumentHelp(
            "从文件的这一行起记录（此前中断的） / Record from this line of the file on, after a run that broke off.",
            valueName: "line"))
    var from: String?
    @Option(
        help: ArgumentHelp(
            "演练情景：各作者在此联盟文件夹中各自的节点上 / Play all authors of a scenario, each on its own node of this federation's folder.",
            discussion:
                "数据留在 --data 所指处，否则不留 / Data stay in --data if that is given, else nowhere.",
            valueName: "dir"))
    var federation: String?

    func run() async throws {
        let bytes = try read()
        if let federation { return try await play(bytes, federation) }
        var options = GivenOptions()
        options.set("officer", officer)
        options.set("check", check)
        options.set("from", from)
        options.set("allow-without-competence", allowWithoutCompetence)
        // The node runs elsewhere; files that the act file attaches lie beside it.
        options.set("folder", Paths.folder(of: file))
        try await node.run(
            "record", options: options.values, arguments: [file], files: [file: bytes])
    }

    private func read() throws -> [UInt8] {
        let size = FileSystem.byteCount(Paths.absolute(file)) ?? 0
        guard size <= 3 << 20 else {
            throw CommandFailure("\(file) is larger than 3 MiB; split it.")
        }
        return try Paths.bytes(of: file)
    }

    private func play(_ bytes: [UInt8], _ federation: String) async throws {
        let kept = node.data.map(Paths.absolute)
        let spare = ScenarioStores.temporaryFolder(otherwise: NSTemporaryDirectory())
        let place = kept ?? "\(spare)/dingdian-\(UUID().uuidString)"
        defer { if kept == nil { try? FileManager.default.removeItem(atPath: place) } }
        let isQuiet = node.json
        let result = await ScenarioCommand.run(
            name: file, bytes: bytes, descriptions: Paths.absolute(federation), in: place,
            today: LegalDate(unixMilliseconds: SystemClock.milliseconds()), isCheck: check
        ) { line in
            if !isQuiet { Console.line(line) }
        }
        try Output.show(result, json: node.json)
    }
}

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "读入机构名单 / Register the institutions of a list.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "CSV 文件，UTF-8 或 GB 18030 / A CSV file, UTF-8 or GB 18030.") var file: String
    @Option(
        name: .customLong("as"), help: "名单的内容：institutions（机构） / What the list holds: institutions."
    ) var kind: String
    @Flag(help: "试运行：只说明会怎样 / Dry run: say what would happen.") var check = false
    @Flag(help: "同时与各机构签约 / Sign an agreement with each too.") var sign = false
    @Option(help: "协议的服务，用逗号隔开 / Services of the agreements, with commas between.") var services:
        String?
    @Option(help: "协议的基金 / The fund of the agreements.") var scope: String?
    @Option(help: "协议届满的次日 / First day after the agreements.") var until: String?
    @Option(help: "登记和协议的首日 / First day of registration and agreement.") var effective: String?
    @Option(
        help: "所为的地区；默认为各机构所在地 / The region for which it is done; default: each institution's seat."
    )
    var region: String?
    @Option(help: "决定人 / Who decides.") var officer: String?
    @Flag(help: "名单中情况有变的重新登记 / Register anew what stands in the list with other facts.")
    var update = false

    func run() async throws {
        var options = GivenOptions()
        options.set("as", kind)
        options.set("check", check)
        options.set("sign", sign)
        options.set("services", services)
        options.set("scope", scope)
        options.set("until", until)
        options.set("effective", effective)
        options.set("region", region)
        options.set("officer", officer)
        options.set("update", update)
        try await node.run("load", options: options.values, arguments: [Paths.absolute(file)])
    }
}

struct SaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save", abstract: "写出机构名单 / Write the institutions held as a list.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "写入的 CSV 文件 / The CSV file to write.") var file: String
    @Option(name: .customLong("as"), help: "写出的内容：institutions（机构） / What to write: institutions.")
    var kind = "institutions"
    @Option(help: "只写某省的 / Only those seated in a province.") var area: String?
    @Flag(help: "不带字节顺序标记 / Without byte-order mark.") var noMark = false
    @Flag(help: "只计数 / Count only.") var check = false
    @Flag(help: "已有同名文件的，覆盖 / Replace a file that is there.") var replace = false

    func run() async throws {
        guard kind == "institutions" else { throw CommandFailure.usage("--as takes institutions.") }
        var options = GivenOptions()
        options.set("area", area)
        options.set("no-mark", noMark)
        options.set("check", check)
        options.set("replace", replace)
        try await node.run("save", options: options.values, arguments: [Paths.absolute(file)])
    }
}
