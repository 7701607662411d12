import Foundation
import Glibc
public import Logging
import Messages
import Storage
import Synchronization

/// Runs every node of a federation as a process of its own and starts again what ends unasked.
public final class Supervisor: Sendable {
    private struct Child {
        var process: Process
        var startedAt: UInt64
        var failures: Int
    }
    private let data: FederationData
    private let executable: String
    private let logger: Logger
    private let children = Mutex<[String: Child]>([:])
    private let isStopping = Mutex(false)

    public init(data: FederationData, executable: String, logger: Logger) {
        self.data = data
        self.executable = executable
        self.logger = logger
    }

    /// Starts all nodes, parents first.
    ///
    /// - Throws: a file error when a process cannot be started.
    public func start() throws {
        for node in data.running { try launch(node.name, failures: 0) }
    }

    /// Stops one node, as a power cut or an orderly end would.
    public func stop(_ node: String, kill: Bool = false) {
        let child = children.withLock { $0.removeValue(forKey: node) }
        guard let child, child.process.isRunning else { return }
        if kill {
            Glibc.kill(child.process.processIdentifier, SIGKILL)
        } else {
            child.process.terminate()
        }
        child.process.waitUntilExit()
    }

    public func launch(_ node: String) throws { try launch(node, failures: 0) }

    public func isRunning(_ node: String) -> Bool {
        children.withLock { $0[node]?.process.isRunning ?? false }
    }

    private func launch(_ node: String, failures: Int) throws {
        let folder = data.folder(node)
        let output = folder.path + "/log.txt"
        if FileSystem.byteCount(output) == nil {
            try FileSystem.writeDurably([], to: output)
        }
        guard let handle = FileHandle(forWritingAtPath: output) else {
            throw NodeError.unreadable(output)
        }
        handle.seekToEndOfFile()
        _ = try FileSystem.remove(folder.control)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = ["serve", "--data", folder.path, "--supervised"]
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        process.terminationHandler = { [weak self] ended in
            self?.ended(node, ended, failures: failures)
        }
        children.withLock {
            $0[node] = Child(
                process: process, startedAt: SystemClock.milliseconds(), failures: failures)
        }
        try process.run()
    }

    /// A node that ended without being told to is started again, after a pause that grows to half a
    /// minute while it keeps failing.
    private func ended(_ node: String, _ process: Process, failures: Int) {
        guard !isStopping.withLock({ $0 }),
            let child = children.withLock({ $0[node] }), child.process === process
        else { return }
        let lived = SystemClock.milliseconds() - min(child.startedAt, SystemClock.milliseconds())
        let count = lived > 60_000 ? 0 : failures + 1
        let pause = min(30, 1 << min(count, 5))
        logger.say(
            "\(node) ended (status \(process.terminationStatus)); again in \(pause) s. "
                + "See \(data.folder(node).path)/log.txt")
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(pause)) { [weak self] in
            guard let self, !self.isStopping.withLock({ $0 }),
                self.children.withLock({ $0[node]?.process === process })
            else { return }
            do { try self.launch(node, failures: count) } catch {
                self.logger.say("\(node): \(error)", level: .error)
            }
        }
    }

    /// Waits until every node accepts connections.
    ///
    /// - Returns: nodes that do not after the time given.
    public func waitUntilReady(seconds: Int) async -> [String] {
        let until = SystemClock.milliseconds() + UInt64(seconds) * 1_000
        var waiting = data.running.map(\.name)
        while !waiting.isEmpty, SystemClock.milliseconds() < until {
            waiting.removeAll { FileSystem.byteCount(data.folder($0).control) != nil }
            // Losing the error is right: a cancelled pause ends the loop by the clock.
            try? await Task.sleep(for: .milliseconds(50))
        }
        return waiting
    }

    /// Ends all nodes in order: children of the federation first.
    public func stopAll() {
        isStopping.withLock { $0 = true }
        let all = children.withLock { $0 }
        for child in all.values where child.process.isRunning { child.process.terminate() }
        for child in all.values { child.process.waitUntilExit() }
        children.withLock { $0 = [:] }
    }
}
