import ArgumentParser
import Node

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "立即与对等节点交换 / Exchange with peers now.")
    @OptionGroup var node: NodeOptions
    @Flag(help: "交换后即断开 / Hang up afterwards.") var once = false
    @Option(help: "节点=地址，或已设定的对等节点的地址 / NODE=URL, or the address of a configured peer.") var peer:
        String?
    @Option(help: "等待交换完成的秒数 / Seconds to wait for a complete exchange.") var wait: Int = 30

    func run() async throws {
        var options = GivenOptions()
        options.set("once", once)
        options.set("peer", peer)
        options.set("wait", String(max(0, wait)))
        try await node.run("sync", options: options.values)
    }
}

struct PeersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers", abstract: "对等节点与各日志的情况 / The state of each peer and log.")
    @OptionGroup var node: NodeOptions

    func run() async throws { try await node.run("peers") }
}

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "导出到文件夹 / Write logs into a folder, for a stick.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "文件夹 / The folder.") var folder: String
    @Option(help: "接收方已有的上次导出 / An earlier export that the receiver has.") var since: String?
    @Option(
        name: .customLong("for"), help: "接收节点：只写它可以读的 / The receiving node: only what it may read.")
    var receiver: String?
    @Flag(help: "以压缩形式写出 / Lay bundles down compressed.") var gzip = false

    func run() async throws {
        var options = GivenOptions()
        options.set("since", since.map(Paths.absolute))
        options.set("for", receiver)
        options.set("gzip", gzip)
        try await node.run(
            "export", options: options.values, arguments: [Paths.absolute(folder)])
    }
}

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "从文件夹或文件服务器导入 / Take what a folder holds, each log verified.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "文件夹，或其网址 / The folder, or the URL of a file server over one.")
    var folder: String

    func run() async throws {
        let isURL = folder.hasPrefix("http://") || folder.hasPrefix("https://")
        try await node.run("import", arguments: [isURL ? folder : try Paths.folder(folder)])
    }
}

struct DigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "一致性摘要 / The digests, with the hash of their inputs.")
    @OptionGroup var node: NodeOptions
    @Option(help: "省的代码，或 common（共同部分） / A province, or common.") var area: String?
    @Option(help: "本节点所连的对等节点：列出两者不同之处 / A peer that this node dials: show where the two differ.")
    var peer: String?

    func run() async throws {
        var options = GivenOptions()
        options.set("area", area)
        options.set("peer", peer)
        try await node.run("digest", options: options.values)
    }
}

struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "由日志重建派生数据 / Derived data anew from the logs.")
    @OptionGroup var node: NodeOptions

    func run() async throws { try await node.run("rebuild") }
}

struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "从对等节点取回自己丢失的记录 / Lost own entries back from peers.")
    @OptionGroup var node: NodeOptions
    @Flag(help: "放弃各方都没有的记录，在新的日志中继续 / Give up what nobody has and go on in a new epoch.")
    var newEpoch = false
    @Option(help: "等待的秒数 / Seconds to wait.") var wait: Int = 30

    func run() async throws {
        var options = GivenOptions()
        options.set("new-epoch", newEpoch)
        options.set("wait", String(max(0, wait)))
        try await node.run("recover", options: options.values)
    }
}

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "备份日志 / A consistent copy of the logs.")
    @OptionGroup var node: NodeOptions
    @Argument(help: "写入的文件 / The file to write.") var file: String

    func run() async throws {
        try await node.run("backup", arguments: [Paths.absolute(file)])
    }
}
