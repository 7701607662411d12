import ArgumentParser
import Federation
import Foundation
import Messages
import Node

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "新建节点 / A new node: keys, settings, a request for its parent.")
    @Option(help: "The settings (node.yaml).") var config: String
    @Option(help: "The federation's anchor file.") var anchor: String?
    @Option(help: "The name of a new federation whose root this node is.") var federation: String?
    @Option(help: "The node's folder; default: DINGDIAN_DATA, else the current one.")
    var data: String?

    func run() async throws {
        try Setup.run(
            config: config, anchor: anchor, federation: federation, data: data, peer: nil)
    }
}

struct JoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "加入联盟 / A new node that exchanges with a node of the federation.")
    @Argument(help: "NODE=URL of a node to exchange with; a URL that the settings name will do.")
    var url: String
    @Option(help: "The settings (node.yaml).") var config: String
    @Option(help: "The federation's anchor file; compare its fingerprint on the phone.")
    var anchor: String
    @Option(help: "The node's folder; default: DINGDIAN_DATA, else the current one.")
    var data: String?

    func run() async throws {
        var peer: NodeSettings.Peer?
        if let mark = url.firstIndex(of: "="), !url[..<mark].contains("/") {
            peer = NodeSettings.Peer(
                node: String(url[..<mark]), url: String(url[url.index(after: mark)...]))
        } else {
            let settings = try NodeSettings.read(Paths.absolute(config))
            guard settings.peers.contains(where: { $0.url == url }) else {
                throw CommandFailure.usage("Give NODE=URL: a node's name goes with its key.")
            }
        }
        try Setup.run(config: config, anchor: anchor, federation: nil, data: data, peer: peer)
    }
}

/// What `init` and `join` have in common.
private enum Setup {
    static func run(
        config: String, anchor: String?, federation: String?, data: String?,
        peer: NodeSettings.Peer?
    ) throws {
        let path = data ?? ProcessInfo.processInfo.environment["DINGDIAN_DATA"] ?? "."
        let folder = NodeFolder(Paths.absolute(path))
        let outcome = try NodeSetup.run(
            folder: folder, config: Paths.absolute(config), anchor: anchor.map(Paths.absolute),
            federationName: federation, peer: peer)
        print("节点已建立 / node set up: \(folder.path)")
        print("联盟 / federation: \(outcome.anchor.federationID)")
        print("指纹（电话核对） / fingerprint, compare it on the phone: \(outcome.anchor.fingerprint)")
        if let request = outcome.request {
            print("请上级节点执行 / let the parent run: dingdian enrol --region … --role … \\")
            print("  '\(request)'")
        } else {
            print("信任锚 / anchor for the other nodes: \(folder.anchor)")
        }
    }
}

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "登记下级节点 / Enrol a child node, on its parent.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "The line that the new node printed.") var request: [String]
    @Option(help: "The region for which it works.") var region: String
    @Option(help: "exchange, province, city, office or field-office.") var role = "office"
    @Option(help: "What it may do, with commas between, for example accept,assess,sign.")
    var acts: String?
    @Option(help: "For which regions, with commas between; default: its own.") var regions: String?
    @Option(help: "Further provinces whose register it may read.") var registers: String?
    @Option(help: "The agency's name in Chinese.") var agency: String?
    @Option(help: "The agency's name in English.") var agencyEn: String?
    @Option(help: "First day.") var effective: String?
    @Option(help: "First day on which it no longer holds.") var until: String?
    @Option(help: "Who decides.") var officer: String?

    func run() async throws {
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
        try await node.run("enrol", options: options.values, arguments: request)
    }
}
