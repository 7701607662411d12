import ArgumentParser
import Designation
import Federation
import Foundation
import Messages
import Node

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "新建节点 / A new node: keys, settings, a request for its parent.")
    @Option(help: "设置文件（node.yaml） / The settings (node.yaml).") var config: String
    @Option(help: "联盟的信任锚文件；也可写在设置中 / The federation's anchor file; the settings may name it too.")
    var anchor: String?
    @Option(help: "新联盟的名称，本节点为其根节点 / The name of a new federation whose root this node is.")
    var federation: String?
    @OptionGroup var place: NewNode

    func run() async throws {
        try place.show(
            NodeSetup.run(
                folder: place.folder, config: Paths.absolute(config),
                anchor: anchor.map(Paths.absolute), federationName: federation, peer: nil))
    }
}

struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "加入联盟 / A new node that exchanges with a node of the federation.")
    @Argument(
        help:
            "要与之交换的节点：地址，或节点=地址 / The URL of a node to exchange with, or NODE=URL."
    )
    var url: String
    @Option(help: "设置文件（node.yaml） / The settings (node.yaml).") var config: String
    @Option(
        help:
            "联盟的信任锚文件；没有则向该节点索取，请电话核对其指纹 / The federation's anchor file; without one that node is asked. Compare its fingerprint on the phone."
    )
    var anchor: String?
    @OptionGroup var place: NewNode

    func run() async throws {
        let outcome = try await NodeJoining.run(
            folder: place.folder, config: Paths.absolute(config),
            anchor: anchor.map(Paths.absolute), place: url)
        try place.show(outcome)
    }
}

/// What `init` and `join` have in common.
struct NewNode: ParsableArguments {
    @Option(
        help:
            "节点的文件夹；默认 DINGDIAN_DATA，否则当前文件夹 / The node's folder; default: DINGDIAN_DATA, else the current one."
    )
    var data: String?
    @Flag(help: "输出一个 JSON 文档而不是文本 / Print one JSON document instead of text.")
    var json = false

    var folder: NodeFolder {
        let path = data ?? ProcessInfo.processInfo.environment["DINGDIAN_DATA"] ?? "."
        return NodeFolder(Paths.absolute(path))
    }

    func show(_ outcome: NodeSetup.Outcome) throws {
        let today = LegalDate(unixMilliseconds: SystemClock.milliseconds())
        try Output.show(outcome.result(in: folder, today: today), json: json)
    }
}

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "登记下级节点 / Enrol a child node, on its parent.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "新节点输出的那一行 / The line that the new node printed.") var request: [String]
    @Option(
        help:
            "nodes/ 下那样的节点文件：一次给出地区、角色、权限和名称 / A node's file as under nodes/: region, role, acts and names at once."
    )
    var description: String?
    @Option(help: "它服务的地区 / The region for which it works.") var region: String?
    @Option(
        help:
            "exchange 交换、province 省、city 市、office 经办（默认）、field-office 派出点 / exchange, province, city, office (the default) or field-office."
    ) var role: String?
    @Option(
        help:
            "它的权限，用逗号隔开，如 accept,assess,sign / What it may do, with commas between, for example accept,assess,sign."
    )
    var acts: String?
    @Option(
        help: "权限所及的地区，用逗号隔开；默认为它自己的 / For which regions, with commas between; default: its own.")
    var regions: String?
    @Option(help: "它还可以读取其登记的省 / Further provinces whose register it may read.") var registers:
        String?
    @Option(help: "经办机构的中文名称 / The agency's name in Chinese.") var agency: String?
    @Option(help: "经办机构的英文名称 / The agency's name in English.") var agencyEn: String?
    @Option(help: "首日 / First day.") var effective: String?
    @Option(help: "失效的首日 / First day on which it no longer holds.") var until: String?
    @Option(help: "决定人 / Who decides.") var officer: String?

    func run() async throws {
        guard region != nil || description != nil else {
            throw CommandFailure.usage(
                "Say for which --region the node works, or give its --description.")
        }
        var options = GivenOptions()
        options.set("region", region)
        options.set("role", role)
        options.set("acts", acts)
        options.set("regions", regions)
        options.set("registers", registers)
        options.set("agency", agency)
        options.set("agency-en", agencyEn)
        options.set("effective", effective)
        options.set("until", until)
        options.set("officer", officer)
        options.set("description", description)
        var files: [String: [UInt8]] = [:]
        if let description { files["description"] = try EditionFileOptions.bytes(description) }
        try await node.run("enrol", options: options.values, arguments: request, files: files)
    }
}

struct RekeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey",
        abstract: "更换节点密钥 / Another node key, in two steps; see nodes/README.md.")
    @OptionGroup var node: NodeOptions
    @Flag(
        help:
            "上级已登记后启用新密钥（先停止节点） / Use the new key, once a superior recorded it and the node is stopped."
    )
    var use = false

    func run() async throws {
        let folder = try node.location().folder
        let result =
            try await use
            ? NodeRekeying.use(folder, logger: Output.logger()) : NodeRekeying.prepare(folder)
        try Output.show(result, json: node.json)
    }
}

struct RotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "登记下级节点的新密钥 / Record another key of a node below this one.")
    @OptionGroup var node: NodeOptions
    @Argument(
        help:
            "新密钥申请，rekey（机器已失则为 join）输出的那一行 / The line that `rekey` printed, or `join` where the machine is gone."
    )
    var request: [String]
    @Flag(help: "旧密钥失窃：其日志在此处所存处关闭 / The old key was stolen: its logs end at what is held here.")
    var stolen = false
    @Flag(
        help:
            "其余日志的关闭已逐一登记（与 --stolen 同用） / The closings of all other logs are recorded; goes with --stolen."
    )
    var closedByHand = false
    @Option(
        help:
            "文件：其他节点 log ends 输出的各行（与 --stolen 同用） / A file with what `log ends` printed at other nodes; goes with --stolen."
    )
    var ends: String?
    @Option(help: "继续有效的日志，rekey 输出的那些 / The logs that go on, as `rekey` printed them.")
    var keeps: String?
    @Option(help: "决定人 / Who decides.") var officer: String?

    func run() async throws {
        var options = GivenOptions()
        options.set("officer", officer)
        options.set("stolen", stolen)
        options.set("closed-by-hand", closedByHand)
        options.set("keeps", keeps)
        var files: [String: [UInt8]] = [:]
        if let ends { files["ends"] = try EditionFileOptions.bytes(ends) }
        try await node.run("rotate", options: options.values, arguments: request, files: files)
    }
}

struct RegionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regions", abstract: "地区与互认组 / The tree of regions.",
        subcommands: [Publish.self])

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "发布地区与互认组 / Publish regions, and who recognises whom, to all nodes.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "文件，如 nodes/jilin/regions.yaml / A file such as nodes/jilin/regions.yaml.")
        var file: String
        @Option(
            help: "文件，如 nodes/jilin/recognition.yaml / A file such as nodes/jilin/recognition.yaml."
        ) var groups: String?
        @Option(help: "发布人 / Who publishes.") var officer: String?
        @Option(
            help:
                "互认组追溯到今日之前的理由；没有则自今日起算 / Why groups reach back before today; without it they count from today."
        )
        var ground: String?
        @Flag(help: "只检查文件，不记录 / Check the files and record nothing.") var check = false

        func run() async throws {
            var options = GivenOptions()
            options.set("officer", officer)
            options.set("ground", ground)
            options.set("groups", groups)
            options.set("check", check)
            var files = ["regions": try EditionFileOptions.bytes(file)]
            if let groups { files["groups"] = try EditionFileOptions.bytes(groups) }
            try await node.run(
                "regions publish", options: options.values, arguments: [file], files: files)
        }
    }
}
