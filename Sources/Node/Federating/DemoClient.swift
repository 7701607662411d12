import Foundation
import Messages
import Storage
import Transport

/// Talks to the nodes of a running federation as an officer and as a settlement system would: commands
/// through each node's local address, questions through its HTTP API.
struct DemoClient: Sendable {
    let data: FederationData
    let client: CurlClient

    /// Asks a node's JSON API; `nil` when it does not answer.
    func json(_ node: String, _ path: String) async -> [String: Any]? {
        let request = HTTPRequest(url: data.url(node) + path)
        // Losing the error is right: the caller asks again until its time is up.
        guard let response = try? await client.send(request), response.status == 200 else {
            return nil
        }
        return (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any]
    }

    /// Runs a command on a node.
    func command(_ node: String, _ command: LocalCommand) async throws -> CommandResult {
        guard let text = try FileSystem.read(data.folder(node).control) else {
            throw NodeError.notRunning(data.folder(node).path)
        }
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 2 else { throw NodeError.unreadable(data.folder(node).control) }
        let request = HTTPRequest(
            method: "POST", url: lines[0] + "/api/v1/control",
            headers: [("x-control-token", lines[1])], body: try command.encoded(),
            waitSeconds: Self.patienceSeconds)
        let response = try await client.send(request)
        guard response.status == 200 else {
            throw CommandFailure("\(node) answered \(response.status) to a command.")
        }
        return try CommandResult(encoded: response.body)
    }

    /// Records acts given as the text of an act file and gives their events by name.
    func record(_ node: String, _ acts: String) async throws -> [String: String] {
        let result = try await command(
            node,
            LocalCommand(
                "record", options: ["officer": "演示员 demo"], arguments: ["acts.yaml"],
                files: ["acts.yaml": Array(acts.utf8)]))
        guard result.exit == 0 else {
            throw CommandFailure("\(node): \(Message(lines: result.error))")
        }
        let json = try JSONSerialization.jsonObject(with: Data(result.json.utf8))
        let rows = (json as? [String: Any])?["recorded"] as? [[String: Any]] ?? []
        var events: [String: String] = [:]
        for row in rows {
            if let name = row["as"] as? String, let event = row["event"] as? String {
                events[name] = event
            }
        }
        return events
    }

    /// A node's answer about an institution: status and whether a claim may be settled.
    func status(_ node: String, _ institution: String, _ region: String) async -> DemoStatus? {
        let path = "/api/v1/status?institution=\(institution)&region=\(region)"
        guard let json = await json(node, path), let status = json["status"] as? String,
            let isSettleable = json["settleable"] as? Bool
        else { return nil }
        let sanctions = json["knownSanctions"] as? [Any] ?? []
        return DemoStatus(
            status: status, isSettleable: isSettleable, knownSanctionCount: sanctions.count)
    }

    /// How long something may take that takes a moment: bounds a failure, never a success, so that a
    /// busy machine with two dozen nodes on it plays the same day.
    static let patienceSeconds: Double = 180

    /// Asks again until `isDone` or the time is up.
    ///
    /// - Returns: the milliseconds it took, `nil` when the time was up.
    func wait(
        seconds: Double = patienceSeconds, until isDone: () async -> Bool
    ) async -> UInt64? {
        let start = SystemClock.milliseconds()
        let end = start + UInt64(seconds * 1_000)
        while true {
            if await isDone() { return SystemClock.milliseconds() - start }
            guard SystemClock.milliseconds() < end, !Task.isCancelled else { return nil }
            // Losing the error is right: a cancelled pause ends the loop above.
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Digests of a node by area (`common` included), with the hash of their inputs.
    func digests(_ node: String) async -> [String: DemoDigest] {
        let rows = await json(node, "/api/v1/digest")?["digests"] as? [[String: Any]] ?? []
        var digests: [String: DemoDigest] = [:]
        for row in rows {
            if let area = row["of"] as? String, let value = row["digest"] as? String,
                let inputs = row["inputs"] as? String
            {
                digests[area] = DemoDigest(value: value, inputs: inputs)
            }
        }
        return digests
    }
}

struct DemoStatus: Sendable, Hashable {
    var status: String
    var isSettleable: Bool
    var knownSanctionCount: Int
}

struct DemoDigest: Sendable, Hashable {
    var value: String
    var inputs: String
}
