import Foundation
import Messages
import Node

/// How much is measured.
struct BenchSizes: Sendable {
    var events: Int
    var institutions: Int
    var repetitions: Int
    var latencies: Int
    var streamActs: Int
    var singleActs: Int
    /// Rows of the peer's apply figures.
    var peerRows: Int
    var peerSingles: Int
    /// Of the province: acts of ten years, institutions as above, cases under way.
    var yearEvents: Int
    var openCases: Int

    static let full = BenchSizes(
        events: 1_000_000, institutions: 57_000, repetitions: 5, latencies: 500,
        streamActs: 200_000, singleActs: 40_000, peerRows: 100_000, peerSingles: 10_000,
        yearEvents: 1_500_000, openCases: 2_000)
    /// For figures that do not depend on the number of acts, and the field office's memory.
    func small() -> BenchSizes {
        var sizes = self
        sizes.events = 20_000
        sizes.institutions = 1_140
        return sizes
    }

    static let quick = BenchSizes(
        events: 100_000, institutions: 5_700, repetitions: 3, latencies: 100, streamActs: 50_000,
        singleActs: 10_000, peerRows: 50_000, peerSingles: 5_000, yearEvents: 150_000,
        openCases: 200)
}

/// The nodes under test and the folder they live in.
final class BenchLab {
    let sizes: BenchSizes
    let folder: String
    /// Acts that the source holds.
    private(set) var recorded = 0
    private var running: [String: BenchNode] = [:]
    private var copies = 0
    private let executable: String
    let progress: (String) -> Void

    init(sizes: BenchSizes, folder: String, progress: @escaping (String) -> Void) {
        self.sizes = sizes
        self.folder = folder
        self.progress = progress
        // Losing the error is right: without /proc the name of the call has to do.
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        executable = own ?? CommandLine.arguments[0]
    }

    /// A running node whose data stays for the whole benchmark.
    func node(_ name: String, peers: [String] = [], registers: [String] = []) throws -> BenchNode {
        if let known = running[name] { return known }
        let urls = try peers.map { "\($0)=\(try self.node($0).url)" }
        let started = try start(
            name, data: try copy(name), peers: urls, registers: registers, dials: true)
        running[name] = started
        return started
    }

    /// A node that knows the directory, with those above it.
    func enrolled(_ name: String) throws -> BenchNode {
        if let known = running[name] { return known }
        let keys = folder + "/keys"
        if running["root"] == nil {
            _ = try BenchPlan.create(in: folder)
            _ = try node("root").ask("setup \(keys)")
            let province = try node("province", peers: ["root"], registers: [BenchPlan.province])
            _ = try province.ask("knows province")
            _ = try province.ask("setup \(keys)")
        }
        let enrolled = try node(name, peers: ["province"], registers: [BenchPlan.province])
        _ = try enrolled.ask("knows \(name)")
        _ = try enrolled.ask("setup \(keys)")
        return enrolled
    }

    /// The source with its history, and the nodes above it.
    func source() throws -> BenchNode {
        if let known = running["source"] { return known }
        progress("making \(sizes.events) acts of \(sizes.institutions) institutions")
        let source = try enrolled("source")
        let seconds = try source.ask("fill \(sizes.events) \(sizes.institutions)")
        recorded = Int(try source.ask("size")) ?? 0
        progress("recorded in \(seconds) s")
        // The province takes the sanctions meanwhile; what follows measures one thing at a time.
        try settle(source)
        return source
    }

    /// Four hops away from the source, everything in between included.
    func far() throws -> BenchNode {
        _ = try source()
        let registers = [BenchPlan.province]
        _ = try node("second", peers: ["province"], registers: registers)
        _ = try node("third", peers: ["second"], registers: registers)
        return try node("far", peers: ["third"], registers: registers)
    }

    /// Ends nodes that are no longer needed.
    ///
    /// The source hands every act to its parent, too. The peer has one subscriber, so while the two are
    /// compared there is one receiver here as well.
    func retire(_ names: [String]) {
        for name in names { running.removeValue(forKey: name)?.kill() }
    }

    /// Runs `body` while all nodes but a few stand still, for the same reason.
    func alone<T>(with names: Set<String>, _ body: () throws -> T) rethrows -> T {
        let others = running.filter { !names.contains($0.key) }.values
        for node in others { node.signal(SIGSTOP) }
        defer { for node in others { node.signal(SIGCONT) } }
        return try body()
    }

    /// Waits until a node has nothing to do.
    func settle(_ node: BenchNode) throws {
        for _ in 0..<120 {
            let before = Double(try node.ask("cpu")) ?? 0
            usleep(500_000)
            let after = Double(try node.ask("cpu")) ?? 0
            if after - before < 0.04 { return }
        }
    }

    /// A fresh copy of a node that has nothing yet, dialling `url` when told to.
    func fresh(_ name: String, of peer: String, url: String) throws -> BenchNode {
        try start(
            name, data: try copy(name), peers: ["\(peer)=\(url)"], registers: [BenchPlan.province],
            dials: false)
    }

    /// A copy of a node's folder as it was made, so that each node starts with its keys alone.
    private func copy(_ name: String) throws -> String {
        copies += 1
        let data = "\(folder)/\(name)-\(copies)"
        try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: data)
        return data
    }

    func start(
        _ name: String, data: String, peers: [String], registers: [String], dials: Bool
    ) throws -> BenchNode {
        var arguments = ["bench-node", "--data", data, "--node", name]
        for peer in peers { arguments += ["--peer", peer] }
        for register in registers { arguments += ["--register", register] }
        if dials { arguments.append("--dial") }
        return try BenchNode(executable, arguments, name: name, data: data)
    }

    /// Counts what was recorded besides the history.
    func added(_ count: Int) { recorded += count }

    func close() {
        for node in running.values { node.kill() }
        running = [:]
    }
}

/// A node under test, as the benchmark sees it.
final class BenchNode {
    let data: String
    let port: Int
    /// When its process was started.
    let began: UInt64
    private let process: BenchProcess

    init(_ executable: String, _ arguments: [String], name: String, data: String) throws {
        self.data = data
        began = BenchClock.now()
        process = try BenchProcess(executable, arguments, name: name)
        let line = try process.receive()
        guard line.hasPrefix("port "), let port = Int(line.dropFirst(5)) else {
            throw BenchError.child("\(name) said \(line)")
        }
        self.port = port
    }

    var url: String { "http://127.0.0.1:\(port)" }

    func ask(_ line: String) throws -> String { try process.ask(line) }
    func send(_ line: String) { process.send(line) }
    func receive() throws -> String { try process.receive() }

    func numbers(_ line: String) throws -> [Double] {
        try ask(line).split(separator: " ").compactMap { Double($0) }
    }

    /// Saves, closes, and waits for the end of the process.
    func quit() throws {
        _ = try ask("quit")
        process.wait()
    }

    func kill() { process.kill() }
    func signal(_ number: Int32) { Foundation.kill(process.identifier, number) }
}
