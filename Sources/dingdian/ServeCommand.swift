import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Logging
import Messages
import Node

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "运行一个节点 / Run one node.")
    @OptionGroup var node: NodeOptions
    @Option(help: "不在节点文件夹中的设置文件 / Settings in another place than the node's folder.") var config:
        String?
    @Flag(help: "启动它的进程结束时随之结束 / End when the process that started this one is gone.")
    var supervised = false

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let location = try node.location()
        let settings =
            try config.map { try NodeSettings.read(Paths.absolute($0)) }
            ?? location.settings()
        let isJSON = node.json
        let serving = Task {
            // The reason stands in the log, and at every address.
            try await NodeServing.run(
                location.folder, settings: settings, logger: Output.logger(.warning),
                onWaiting: { _, _ in }
            ) { port in
                let result = NodeServing.listening(settings, port: port)
                Console.line(isJSON ? result.json : result.text)
            }
        }
        let signals = StopSignals { serving.cancel() }
        let guardian = supervised ? Self.watchParent { serving.cancel() } : nil
        defer {
            signals.end()
            guardian?.cancel()
        }
        try await serving.value
    }

    /// A supervisor that was killed leaves no nodes behind that nobody looks after.
    private static func watchParent(
        _ gone: @escaping @Sendable () -> Void
    ) -> Task<Void, Never> {
        let parent = getppid()
        return Task {
            while !Task.isCancelled {
                if getppid() != parent { return gone() }
                // Losing the error is right: a cancelled pause ends the loop.
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}

/// Ctrl-C and an orderly end by the system.
final class StopSignals: Sendable {
    /// By then an orderly end has long come to its own; what was acknowledged is on disk without it.
    private static let patienceSeconds = 60

    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    init(_ stop: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                stop()
                let deadline = DispatchTime.now() + .seconds(Self.patienceSeconds)
                DispatchQueue.global().asyncAfter(deadline: deadline, execute: Self.giveUp)
            }
            source.resume()
            return source
        }
    }

    private static func giveUp() {
        Output.complain(
            "The node did not come to an end by itself; its process ends now, and nothing acknowledged is lost.",
            status: 1)
        exit(1)
    }

    func end() {
        for source in sources { source.cancel() }
    }
}
