import Designation
import Messages
import Web

/// The slower half of the fake backend.
extension FakeBackend {
    func overview(area: RegionCode?) async throws(WebFailure) -> Overview {
        if let area, registry.tree[area] == nil { throw .notFound("This area is not held here.") }
        return try value {
            var overview = try registry.overview()
            overview.area = area ?? overview.area
            return overview
        }
    }

    func search(_ text: String, limit: Int) async throws(WebFailure) -> [InstitutionRow] {
        guard text != "nothing" else { return [] }
        if text == "many" {
            let row = try value {
                try registry.row(registry.hospital, "多", .medical, .designated)
            }
            return Array(repeating: row, count: limit)
        }
        return try value {
            [
                try registry.row(registry.hospital, "长春示范第一医院（演示）", .medical, .suspended),
                try registry.row(registry.hostile, "<script>alert(1)</script>", .care, .designated),
                try registry.row(registry.pharmacy, "延边示范大药房三分店（演示）", .pharmacy, .terminated),
            ]
        }
    }

    func dossier(_ institution: InstitutionID) async throws(WebFailure) -> Dossier? {
        try value {
            if institution == registry.hostile { return try hostileDossier() }
            guard institution == registry.hospital else { return nil }
            return Dossier(
                institution: institution, facts: try registry.facts(),
                standings: [try registry.standing()], events: try registry.events(),
                today: FakeRegistry.today, nowMilliseconds: FakeRegistry.now)
        }
    }

    /// An institution whose names try to be markup.
    private func hostileDossier() throws -> Dossier {
        var facts = try registry.facts()
        facts.name = "<script>alert(1)</script>"
        facts.address = "\"><img src=x onerror=alert(1)>"
        return Dossier(
            institution: registry.hostile, facts: facts, standings: [], events: [],
            today: FakeRegistry.today, nowMilliseconds: FakeRegistry.now)
    }

    func propagation(_ event: EventName) async throws(WebFailure) -> PropagationBoard? {
        guard event == EventName(FakeRegistry.suspension) else { return nil }
        return try value { try registry.board(applied: appliedCount) }
    }

    func propagationChanges(_ event: EventName) -> AsyncStream<PropagationBoard> {
        let boards = (appliedCount..<6).compactMap { try? registry.board(applied: $0 + 1) }
        return AsyncStream { stream in
            for board in boards { stream.yield(board) }
            stream.finish()
        }
    }

    func freshness() async throws(WebFailure) -> [NodeFreshness] { try value(registry.nodes) }

    func peers() async throws(WebFailure) -> [PeerView] { try value(registry.peers) }

    func reviewItems(
        area: RegionCode?, includingResolved: Bool, includingCases: Bool
    ) async throws(WebFailure) -> [ReviewRow] {
        try value {
            let open = try registry.reviewItem()
            var resolved = open
            resolved.key += "/2"
            resolved.kind = .samePoolPair
            resolved.resolution = "双方均中止"
            return ([open] + (includingResolved ? [resolved] : [])).map {
                ReviewRow(
                    item: $0, institutionName: "长春示范第一医院（演示）",
                    writtenAtMilliseconds: FakeRegistry.now - 60_000)
            }
        }
    }

    func digests() async throws(WebFailure) -> [DigestView] {
        try value { try registry.overview().digests }
    }

    func identity() -> NodeIdentity {
        NodeIdentity(
            node: "220000",
            agency: BilingualText(chinese: "吉林省医疗保障局", english: "Jilin Province"),
            federation: "dingdian", softwareVersion: "1.0", isDemonstration: true)
    }

    func federation() -> FederationNote {
        FederationNote(
            node: "220000", federation: "probe.0123456789abcdef", fingerprint: "01 02",
            anchor: "dingdian anchor v1\n")
    }

    func readiness() async -> Readiness {
        Readiness(isReady: false, problems: ["The disk is full; free some space."])
    }

    func metrics() async -> String { "# TYPE dingdian_logs gauge\ndingdian_logs 18\n" }

    func control(_ body: [UInt8], token: String) async -> SyncReply {
        token == "right" ? SyncReply(status: 200, body: body) : SyncReply(status: 401)
    }

    /// Fixtures only fail when they are written wrongly.
    func value<Value>(_ make: () throws -> Value) throws(WebFailure) -> Value {
        do { return try make() } catch { throw .broken }
    }
}
