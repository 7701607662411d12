import Designation
import Federation
import TransparencyLog

extension Simulation {
    private static let ground = "setting up"

    private var firstDay: LegalDate { LegalDate(unixMilliseconds: Self.startTime) }

    /// Every node starts, parents write their children into the directory, everybody dials.
    func found() {
        for index in nodes.indices {
            do throws(ReplicaError) {
                try nodes[index].start(at: time)
            } catch {
                return fail(9, "\(nodes[index].name) does not start: \(error)")
            }
        }
        for index in nodes.indices { writeDirectory(index) }
        for index in nodes.indices { dial(index) }
        for index in nodes.indices where nodes[index].plan.stickPartner != nil {
            exchangeSticks(index, delay: 60_000)
        }
        if faults.clocksAreSkewed {
            for node in nodes {
                node.skew = Int64(faultRandom.below(240_000)) - 120_000
                count(.clockSkewed)
            }
        }
    }

    private func writeDirectory(_ index: Int) {
        let node = nodes[index]
        var events: [DirectoryEvent] = []
        if node.plan.role == .root {
            events.append(.regions(plan.regions))
            events += plan.groups.map { .group($0) }
            events += [.edition(Self.nationalEdition), .edition(Self.jilinEdition)]
        }
        for child in nodes where child.plan.parent == node.name {
            events.append(
                .nodeEnrolled(
                    NodeRecord(
                        name: child.name,
                        nodeKey: NodeSigning.publicKey(seed: child.nodeSeed),
                        encryptionKey: SealingKey.publicKey(seed: child.encryptionSeed),
                        region: child.plan.region, role: child.plan.role,
                        grants: grants(child), from: firstDay.adding(days: -30))))
        }
        guard !events.isEmpty else { return }
        let drafts = events.map { event -> EntryDraft in
            do throws(DraftError) {
                return try EntryDraft.directory(
                    event, effective: firstDay.adding(days: -30), retroactiveGround: Self.ground)
            } catch {
                preconditionFailure("events of the plan are drafts: \(error)")
            }
        }
        drive(index) { exchange in
            let (results, actions) = exchange.record(
                [RecordRequest(drafts, officer: "founder", requiresCompetence: false)],
                now: node.wall(self.time))
            if case .failure(let error)? = results.first {
                self.fail(9, "\(node.name) cannot found: \(error)")
            }
            return actions
        }
    }

    private func grants(_ child: SimulatedNode) -> [CompetenceGrant] {
        guard bug == .ignoresAuthority else { return child.plan.grants }
        return child.plan.grants.map {
            CompetenceGrant(regions: $0.regions, acts: Competency.allCases)
        }
    }

    private static func value(_ value: String, _ edition: String, _ article: String) -> DatedValue {
        DatedValue(
            value: value, from: LegalDate(daysSince1970: 18_659), to: nil,
            citation: Citation(edition: edition, article: article), isDecision: false)
    }

    private static let nationalEdition = EditionPart(
        id: "N", region: .everywhere, titleChinese: "医疗机构定点办法",
        titleEnglish: "Order No. 2",
        values: [
            NamedValue(name: "cross-region.reach", value: value("federation", "N", "44")),
            NamedValue(name: "cross-region.level", value: value("prefecture", "N", "44")),
        ])

    private static let jilinEdition = EditionPart(
        id: "S2", region: FederationPlan.code("220000"), titleChinese: "吉林细则",
        titleEnglish: "Jilin rules",
        values: [NamedValue(name: "cross-region.reach", value: value("area", "S2", "30"))])

    /// Begins to exchange with every peer that the node dials.
    func dial(_ index: Int) {
        for peer in nodes[index].dials {
            drive(index) { exchange in
                // Losing the error is right: a store that fails now is met again at once.
                (try? exchange.connect(peer, now: self.nodes[index].wall(self.time))) ?? []
            }
        }
    }
}
