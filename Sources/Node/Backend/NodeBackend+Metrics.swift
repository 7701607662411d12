import Designation
import Federation
import Storage
import Synchronization
import TransparencyLog
import Web

/// Figures for monitoring, in Prometheus text format.
extension NodeBackend {
    public func metrics() async -> String {
        let fresh = await freshnessCache.refresh()
        var text = MetricsText()
        text.add(
            "dingdian_info", .gauge, "The node and its software.",
            [(labels: [("node", core.name), ("version", softwareVersion)], value: "1")])
        addLogs(to: &text)
        text.add(
            "dingdian_own_log_entries", .gauge, "Committed entries of the node's own logs.",
            await core.ownLogSizes().sorted { $0.key < $1.key }.map {
                (labels: [("origin", $0.key.text)], value: String($0.value))
            })
        addFreshness(fresh, to: &text)
        addPeers(fresh, to: &text)
        text.add(
            "dingdian_status_questions_total", .counter, "Status questions answered.",
            questionCount.load(ordering: .relaxed))
        text.add(
            "dingdian_refused_requests_total", .counter,
            "Requests beyond the rate of a caller, by the limit that they met.",
            RequestGate.Limit.allCases.map {
                (labels: [("limit", $0.rawValue)], value: String(gate.refused(by: $0)))
            })
        text.add(
            "dingdian_alarms", .gauge, "Digest alarms since the start.",
            UInt64(await core.alarms.count))
        text.add(
            "dingdian_troubles", .gauge, "What keeps the node from acknowledging now.",
            UInt64(await core.trouble.count))
        text.add(
            "dingdian_disk_free_bytes", .gauge, "Free bytes where the node keeps its data.",
            DiskSpace.free(at: service.folder.path) ?? 0)
        text.add(
            "process_resident_memory_bytes", .gauge, "Resident memory.", ProcessMemory.resident())
        text.add(
            "process_start_time_seconds", .gauge, "When the node was started, since 1970 UTC.",
            service.startedAt / 1_000)
        return text.text
    }

    private func addLogs(to text: inout MetricsText) {
        var applied: [String: UInt64] = [:]
        var logs: [String: UInt64] = [:]
        for stream in Designation.Stream.allCases {
            applied[stream.rawValue] = 0
            logs[stream.rawValue] = 0
        }
        for (origin, size) in registry.applied {
            guard let stream = (try? LogName(origin: origin))?.stream.rawValue else { continue }
            applied[stream, default: 0] += size
            logs[stream, default: 0] += 1
        }
        func samples(_ values: [String: UInt64]) -> [(labels: [(String, String)], value: String)] {
            values.sorted { $0.key < $1.key }.map {
                (labels: [("stream", $0.key)], value: String($0.value))
            }
        }
        text.add(
            "dingdian_applied_entries", .gauge, "Entries applied, by stream.", samples(applied))
        text.add("dingdian_logs", .gauge, "Logs held, by stream.", samples(logs))
    }

    private func addFreshness(_ fresh: FreshnessSnapshot, to text: inout MetricsText) {
        let now = clock()
        let nodes = directory.nodes.map(\.name).filter { !directory.isRevoked($0) }
        let heard = nodes.compactMap { node -> (labels: [(String, String)], value: String)? in
            let time = fresh.time(of: node, now: now)
            guard time > 0 else { return nil }
            let age = now - time
            return (labels: [("node", node)], value: "\(age / 1_000).\(age % 1_000 / 100)")
        }
        text.add(
            "dingdian_freshness_seconds", .gauge,
            "Age of what is known of a node; nodes never heard of are left out.", heard)
        text.add(
            "dingdian_missing_entries", .gauge, "Entries announced by a node and not applied.",
            fresh.missing.sorted { $0.key < $1.key }.map {
                (labels: [("node", $0.key)], value: String($0.value))
            })
    }

    private func addPeers(_ fresh: FreshnessSnapshot, to text: inout MetricsText) {
        var counts: [(labels: [(String, String)], value: String)] = []
        for (peer, logs) in fresh.input.states.sorted(by: { $0.key < $1.key }) {
            let states = Dictionary(grouping: logs.values, by: \.name).mapValues(\.count)
            counts += states.sorted { $0.key < $1.key }.map {
                (labels: [("peer", peer), ("state", $0.key)], value: String($0.value))
            }
        }
        text.add("dingdian_peer_logs", .gauge, "Logs by peer and named state.", counts)
        let called = callers.all
        let peers = Set(service.settings.peers.map(\.node)).union(called.keys)
            .union(fresh.input.connectedPeers).sorted()
        let carried = peers.map { (peer: $0, dialled: service.shell.traffic(of: $0)) }
        text.add(
            "dingdian_received_bytes_total", .counter, "Bytes received from a peer.",
            carried.map {
                (
                    labels: [("peer", $0.peer)],
                    value: String($0.dialled.received &+ (called[$0.peer]?.received ?? 0))
                )
            })
        text.add(
            "dingdian_sent_bytes_total", .counter, "Bytes sent to a peer.",
            carried.map {
                (
                    labels: [("peer", $0.peer)],
                    value: String($0.dialled.sent &+ (called[$0.peer]?.sent ?? 0))
                )
            })
    }
}

extension NodeCore {
    func ownLogSizes() -> [Origin: UInt64] { exchange.replica.ownSizes }
}

/// What the kernel says of this process.
enum ProcessMemory {
    /// Bytes; 0 where the kernel does not tell.
    static func resident() -> UInt64 {
        // Losing the error is right: a figure that cannot be had is left at zero.
        guard let bytes = try? FileSystem.read("/proc/self/statm") else { return 0 }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return 0 }
        return pages &* 4_096
    }
}
