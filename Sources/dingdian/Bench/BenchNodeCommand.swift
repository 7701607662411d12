import ArgumentParser
import Designation
import Federation
import Foundation
import Logging
import Node
import Web

/// A node under test: a real one with its server and peers, steered by lines on standard input.
struct BenchNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-node", abstract: "被测节点 / A node under test; started by `bench`.",
        shouldDisplay: false)

    @Option var data: String
    @Option var node: String
    /// Areas whose register is held.
    @Option var register: [String] = []
    /// Peers that are dialled, as `name=url`.
    @Option var peer: [String] = []
    /// Dial at once instead of at the command `connect`.
    @Flag var dial = false

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        Thread.detachNewThread {
            // Nodes hold each other's input open, so its end does not tell that the benchmark is gone.
            let parent = getppid()
            while getppid() == parent { sleep(1) }
            Foundation.exit(0)
        }
        let logger = Output.logger(.warning)
        let peers = peer.compactMap { text -> NodeSettings.Peer? in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 ? NodeSettings.Peer(node: parts[0], url: parts[1]) : nil
        }
        let settings = NodeSettings(
            node: node, port: 0, peers: peers, registers: register.compactMap { RegionCode($0) },
            isOffline: !dial, isDemonstration: true,
            // One address asks for more than any caller may; counted it is like in any other node.
            rates: RequestRates(
                perAddress: RequestRates.largest, pagesPerAddress: RequestRates.largest,
                perSession: RequestRates.largest))
        let service = try NodeService.open(
            folder: NodeFolder(data), settings: settings, logger: logger)
        let worker = BenchWorker(service)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run { port in Self.say("port \(port)") } }
            group.addTask { try await Self.obey(worker) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Carries out one line after the other; each is answered by one line.
    private static func obey(_ worker: BenchWorker) async throws {
        for await line in lines() {
            let words = line.split(separator: " ").map(String.init)
            guard let command = words.first else { continue }
            do {
                say(try await worker.run(command, Array(words.dropFirst())))
            } catch {
                say("error \(error)")
            }
            if command == "quit" { Foundation.exit(0) }
        }
        // The benchmark is gone: nobody needs this node.
        Foundation.exit(0)
    }

    private static func lines() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream<String>.makeStream()
        Thread.detachNewThread {
            while let line = readLine() { continuation.yield(line) }
            continuation.finish()
        }
        return stream
    }

    private static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
