import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Logging
import Messages
import Node
import Storage

/// Options that `up` and `demo` share.
struct FederationOptions: ParsableArguments {
    @Argument(help: "描述联盟的文件夹 / The folder that describes the federation.")
    var descriptions = "nodes"
    @Option(help: "各节点数据的存放处 / Where the nodes keep their data.")
    var data = ".run"
    @Option(help: "首个节点的端口，其余依次 / The port of the first node; the others follow.")
    var basePort = 7400
    @Flag(
        help: "启动联盟的全部节点，而不只是默认的 / Start every node of the federation instead of the default ones.")
    var all = false
    @Flag(
        help:
            "输出一个 JSON 文档而不是文本；经过写入标准错误 / Print one JSON document instead of text; what happens goes to standard error."
    )
    var json = false

    func federation() throws -> FederationData {
        guard basePort > 0, basePort < 65_000 else {
            throw CommandFailure.usage("--base-port takes a number from 1 to 64999.")
        }
        let folder = URL(fileURLWithPath: descriptions).standardizedFileURL.path
        let path = URL(fileURLWithPath: data).standardizedFileURL.path
        return try FederationData(
            path: path, descriptions: folder, basePort: basePort, everything: all)
    }
}

/// `dingdian up`: starts every node of a federation folder as its own process and supervises them.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "启动并看护一个联盟的各节点 / Start and supervise the nodes of a federation.")
    @OptionGroup var options: FederationOptions
    @OptionGroup var timing: FirstRun

    func run() async throws {
        let running = try await RunningFederation.start(options)
        if options.json {
            Console.line(running.data.document().text)
        } else {
            running.printAddresses()
        }
        timing.note()
        await running.untilInterrupted()
    }
}

/// Keeps how long the first `make run` took until the addresses were printed, for the benchmark.
struct FirstRun: ParsableArguments {
    @Option(name: .customLong("first-run"), help: .hidden)
    var file: String?
    /// When `make` began and when everything was built, seconds since 1970.
    @Option(help: .hidden) var began: Double?
    @Option(help: .hidden) var built: Double?

    /// Total seconds in the first line, then what they were spent on. Only the first run is noted:
    /// later ones find everything built.
    func note() {
        guard let file, let began, let built, !FileManager.default.fileExists(atPath: file) else {
            return
        }
        let now = Date().timeIntervalSince1970
        let text =
            "\(Int(now - began))\n\(Int(built - began)) s installing and building\n"
            + "\(Int(now - built)) s setting up and starting the nodes\n"
        // Losing the error is right: the figure is for the benchmark only.
        try? Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }
}

/// `dingdian demo`: `up` with the demonstration day played into it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "演示的一天 / The demonstration day, played and checked.")
    @OptionGroup var options: FederationOptions
    @Flag(help: "演示、核对、输出摘要后停止 / Play, check, print the digests and stop.")
    var once = false

    func run() async throws {
        // Acts that are invented must not get into a federation that is somebody's own.
        guard try options.federation().federation.demonstration != nil else {
            throw CommandFailure(
                "federation.yaml does not say `demonstration: yes`; nothing is invented there.")
        }
        let running = try await RunningFederation.start(options)
        if !options.json { running.printAddresses() }
        let day = DemoDay(
            data: running.data, supervisor: running.supervisor, logger: running.logger,
            say: running.say)
        var isGood = false
        do {
            isGood = try await day.play()
        } catch {
            Output.complain(CommandSentence.failure(error).message, status: 1)
        }
        running.say(
            isGood
                ? "演示完成，全部核对无误。 The day is over; every check held."
                : "演示有不符之处。 The day is over; something did not hold.")
        if options.json {
            Console.line(running.data.document(isGood: isGood).text)
        }
        if once {
            running.stop()
        } else {
            running.say("各节点继续运行，停止：Ctrl-C。 The nodes go on; stop: Ctrl-C.")
            await running.untilInterrupted()
        }
        if !isGood { throw ExitCode(1) }
    }
}

/// A federation whose nodes run as children of this process.
struct RunningFederation {
    let data: FederationData
    let supervisor: Supervisor
    let logger: Logger
    let say: @Sendable (String) -> Void
    /// Nobody else starts these nodes, or writes their settings, while this one runs.
    private let claim: StoreLock

    static func start(_ options: FederationOptions) async throws -> RunningFederation {
        let data = try options.federation()
        try FileSystem.makeFolder(data.path)
        let claim = try StoreLock(for: data.path + "/")
        for node in data.running {
            try ListeningPort.check(host: "127.0.0.1", port: data.port(node.name))
        }
        let made = try data.prepare { SystemEntropy.bytes() }
        let say: @Sendable (String) -> Void = { [isJSON = options.json] text in
            if isJSON { Output.warn(text) } else { Console.line(text) }
        }
        if made > 0 { say("新建 \(made) 个节点。 \(made) nodes were set up.") }
        var logger = Logger(label: "dingdian.up")
        logger.logLevel = .warning
        let supervisor = Supervisor(data: data, executable: executable(), logger: logger)
        try supervisor.start()
        let late = await supervisor.waitUntilReady(seconds: 300)
        if !late.isEmpty {
            say("尚未就绪 Not ready yet: \(late.joined(separator: ", "))")
        }
        return RunningFederation(
            data: data, supervisor: supervisor, logger: logger, say: say, claim: claim)
    }

    private static func executable() -> String {
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return path ?? CommandLine.arguments[0]
    }

    func printAddresses() {
        let example = data.running.last { !$0.isOffline }?.name ?? data.federation.rootNode
        Console.line("各节点地址 Addresses:")
        for node in data.running {
            let name = node.name.padding(toLength: 24, withPad: " ", startingAt: 0)
            Console.line(
                "  \(name) \(data.url(node.name))/   \(node.title.chinese) \(node.title.english)")
        }
        if data.federation.demonstration == nil {
            Console.line(
                "案卷须用口令查阅，口令在各节点文件夹的 pages.key 中。 "
                    + "Cases open to the page key, in pages.key of each node's folder.")
        }
        Console.line(
            "本机命令无需密码，例如 Commands on this machine need no password, for example")
        let command = [CommandLine.arguments[0], "due", "--data", data.folder(example).path]
        Console.line("  \(command.joined(separator: " "))")
        Console.line("数据 Data: \(data.path)   停止 Stop: Ctrl-C")
    }

    /// Waits for Ctrl-C or an orderly end, then stops all nodes.
    func untilInterrupted() async {
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let once = Once(continuation)
            for number in [SIGINT, SIGTERM] {
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { once.resume() }
                source.resume()
                once.keep(source)
            }
        }
        stop()
    }

    func stop() {
        say("正在停止各节点…… Stopping the nodes …")
        supervisor.stopAll()
    }
}

/// Resumes a continuation at the first of several signals.
private final class Once: @unchecked Sendable {
    private let lock = NSLock()
    private var continuation: CheckedContinuation<Void, Never>?
    private var sources: [any DispatchSourceSignal] = []

    init(_ continuation: CheckedContinuation<Void, Never>) { self.continuation = continuation }

    func keep(_ source: any DispatchSourceSignal) { lock.withLock { sources.append(source) } }

    func resume() {
        lock.withLock {
            continuation?.resume()
            continuation = nil
        }
    }
}
