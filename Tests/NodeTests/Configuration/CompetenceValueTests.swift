import Federation
import Testing

@testable import Designation
@testable import Node

/// Editions say in words who acts (`competence.*`, `delegation-may-name`); nodes are granted acts one by
/// one, and grants alone decide what counts (protocol §6.4). What is said and what is granted must agree.
@Suite("Grants follow the editions")
struct CompetenceValueTests {
    private let federation: FederationFolder
    private let day = LegalDate("2025-06-02") ?? .first
    private static let acts: [Competency] = [.accept, .assess, .sign, .suspend, .terminate]

    init() throws { federation = try FederationFolder.load(projectNodes) }

    private func value(_ name: String, _ region: RegionCode) -> String? {
        federation.ruleBook.value(name, for: region, on: day, in: federation.tree)?.value
    }

    /// By enrolment; a delegation is another matter.
    private func holds(_ node: NodeDescription, _ act: Competency, _ region: RegionCode) -> Bool {
        node.competence.contains { grant in
            grant.acts.contains(act)
                && grant.regions.contains { federation.tree.lies(region, in: $0) }
        }
    }

    private func isDelegated(_ act: Competency, _ region: RegionCode) -> Bool {
        federation.nodes.flatMap(\.delegates).contains { delegation in
            delegation.grant.acts.contains(act)
                && delegation.grant.regions.contains { federation.tree.lies(region, in: $0) }
        }
    }

    @Test("Each office holds what the edition gives it, and nothing that it gives to others")
    func offices() throws {
        var seen: Set<String> = []
        for node in federation.nodes where node.role == .office {
            let region = try #require(federation.tree[node.region])
            let isUnit = region.unit == region.code
            for act in Self.acts {
                let said = try #require(value("competence.\(act.rawValue)", region.code))
                let holds = holds(node, act, region.code)
                let others = federation.nodes.filter {
                    $0.role != .office && self.holds($0, act, region.code)
                }
                seen.insert(said)
                let place: Comment = "\(node.name) \(act.rawValue): \(said)"
                switch said {
                case "district", "office": #expect(holds, place)
                case "city":
                    #expect(!holds, place)
                    #expect(!others.isEmpty, place)
                case "pool-agency":
                    #expect(isUnit || !holds, place)
                    #expect(holds || !others.isEmpty || isDelegated(act, region.code), place)
                case "prefecture-and-above":
                    #expect(!holds || region.level != .county, place)
                    #expect(holds || !others.isEmpty, place)
                case "signing-agency": #expect(holds == self.holds(node, .sign, region.code), place)
                default: Issue.record("\(place)")
                }
            }
        }
        #expect(
            seen == [
                "district", "office", "city", "pool-agency", "prefecture-and-above",
                "signing-agency",
            ])
    }

    @Test("Every pool has an agency that does each act in it")
    func pools() {
        for unit in Set(federation.tree.regions.values.map(\.unit)) {
            // Regions of provinces without a node of the demonstration have nobody.
            guard federation.nodes.contains(where: { holds($0, .register, unit) }) else { continue }
            for act in Self.acts {
                let hasHolder =
                    federation.nodes.contains { holds($0, act, unit) } || isDelegated(act, unit)
                    || federation.nodes.contains { node in
                        node.role == .office && federation.tree[node.region]?.unit == unit
                            && holds(node, act, node.region)
                    }
                #expect(hasHolder, "\(unit) \(act.rawValue)")
            }
        }
    }

    @Test("A delegation passes on only what the edition lets it name (S2 6)")
    func delegations() throws {
        let words: [String: Set<Competency>] = [
            "accept": [.accept], "assess": [.assess], "sign": [.sign],
            "manage": [.register, .notice, .change, .renew, .end, .publish, .review],
        ]
        var count = 0
        for delegation in federation.nodes.flatMap(\.delegates) {
            for region in delegation.grant.regions {
                let said = try #require(value("delegation-may-name", region), "\(region)")
                let allowed = PolicyValue.words(of: said).reduce(into: Set<Competency>()) {
                    $0.formUnion(words[$1] ?? [])
                }
                for act in delegation.grant.acts {
                    #expect(allowed.contains(act), "\(delegation.to) \(act.rawValue)")
                    count += 1
                }
            }
        }
        #expect(count > 0)
    }
}
