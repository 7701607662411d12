import Federation
import Foundation
import Storage
import Testing
import TransparencyLog
import Transport

@testable import Federation
@testable import Node

/// The root of a ``BackendWorld`` as a receiver over real HTTP: its own shell, sessions and client dial
/// a server that gives exactly the bytes that the test laid out.
final class Receiver {
    let world: BackendWorld
    let log: ServedLog
    let server: FileServer
    private var attempts = 0

    init(_ world: BackendWorld, _ log: ServedLog) async throws {
        self.world = world
        self.log = log
        server = try FileServer(folder: log.folder)
        let shell = world.root.shell
        await world.root.core.setShell { shell.carryOut($0) }
    }

    /// Fetches from the server once, as from a relay that was not seen before: no pause of an earlier
    /// attempt counts. Returns how the log stands with it when nothing more is under way.
    @discardableResult
    func fetch(heads: [UInt8]? = nil) async throws -> String {
        attempts += 1
        let relay = "relay-\(attempts)"
        try put(
            "session",
            SessionAnswer(
                session: "00112233445566778899aabbccddeeff", validMilliseconds: 60_000, node: relay
            ).encoded())
        try put("heads", heads ?? log.heads().encoded())
        let (core, shell, origin) = (world.root.core, world.root.shell, log.origin)
        shell.setURL(server.url, of: relay)
        try await core.connect(relay)
        var state = ""
        // A second attempt is a pause away; what is seen here is the outcome of the first.
        for _ in 0..<60_000 where state.isEmpty {
            state = try await core.with { Self.state($0, relay, origin) }
            if state.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        }
        await core.disconnect(relay)
        shell.forget(relay)
        return state
    }

    /// Empty while something is under way.
    private static func state(_ exchange: Exchange, _ relay: String, _ origin: Origin) -> String {
        guard let session = exchange.sessions[relay] else { return "" }
        if case .paused = session.phase { return "paused" }
        guard session.cursor != nil else { return "" }
        guard let log = session.logs[origin],
            log.follower.lastOffered != nil || log.follower.refusal != nil
        else { return session.parked[origin] == nil ? "not named" : "not admitted" }
        switch log.follower.state {
        case .catchingUp: return log.blockedUntil > 0 ? "waiting" : ""
        case .current, .refused, .forked, .closed: return log.follower.state.name
        }
    }

    private func put(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(log.folder)/\(name)"))
    }

    /// Entries of the log that the receiver holds or counts.
    var taken: UInt64 {
        get throws {
            max(
                world.root.core.registry.applied(log.origin),
                try world.root.logs.log(log.origin)?.position.size ?? 0)
        }
    }

    /// Files of the log that were asked for, without double ones.
    func requested() async throws -> [String] {
        let answer = try await CurlClient().send(HTTPRequest(url: server.url + "/requests"))
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        return Set(lines.map { log.folder + $0 }).sorted()
    }

    /// Flips a bit of one byte of a file, fetches, and puts the file right again.
    func fetch(flipping byte: Int, bit: UInt8, of file: String) async throws -> String {
        let url = URL(fileURLWithPath: file)
        let original = try Data(contentsOf: url)
        var changed = [UInt8](original)
        changed[byte] ^= bit
        try Data(changed).write(to: url)
        defer {
            // Losing the error is right: the fetch at the end of the test would fail then.
            try? original.write(to: url)
        }
        return try await fetch()
    }
}
