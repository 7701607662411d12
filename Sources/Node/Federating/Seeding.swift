public import Designation
import Federation
import Logging
import Messages
import TransparencyLog

/// Brings a node of a federation folder up to what the folder says: its part of the directory, and in
/// a demonstration the invented institutions that its agency signs.
struct Seeding: Sendable {
    let data: FederationData
    let service: NodeService

    static let officer = "setup"

    func run() async {
        do {
            try await publishDirectory()
            if service.settings.isDemonstration {
                try await seedInstitutions()
                try await seedFilings()
            }
        } catch {
            service.logger.say("Setting up from \(data.descriptions): \(error)", level: .error)
        }
    }

    private func publishDirectory() async throws {
        let today = LegalDate(unixMilliseconds: service.core.clock())
        let provisioning = Provisioning(
            federation: data.federation, keys: try data.publicKeys(), day: today)
        let drafts = try provisioning.drafts(
            for: service.core.name, known: service.core.registry.view.directory)
        guard !drafts.isEmpty else { return }
        _ = try await service.core.record(RecordRequest(drafts, officer: Self.officer))
    }

    /// What is not there yet: a first start that was ended goes on where it was. Which acts there are
    /// the registry says, so nothing is signed or suspended a second time.
    private func seedInstitutions() async throws {
        let mine = myInstitutions().map {
            Seed(item: $0, facts: service.core.registry.facts(of: $0.listed.id))
        }
        let missing = mine.filter { !$0.isDone }
        guard !missing.isEmpty else { return }
        // A register with acts and none of them about these was written by somebody else's hand.
        if missing.count == mine.count, try await ownRegisterSize() > 1 { return }
        try await waitForCompetence(missing[0].item)
        for start in stride(from: 0, to: missing.count, by: 200) {
            let part = missing[start..<min(start + 200, missing.count)]
            try await seed(Array(part))
        }
    }

    /// An institution of the demonstration, and how far its history was written.
    private struct Seed {
        let item: DemoInstitution
        let isSigned: Bool
        let isSanctioned: Bool

        init(item: DemoInstitution, facts: [Fact]) {
            self.item = item
            var (isSigned, isSanctioned) = (false, false)
            for fact in facts {
                switch fact.act {
                case .signed: isSigned = true
                case .suspended, .terminated: isSanctioned = true
                default: break
                }
            }
            self.isSigned = isSigned
            self.isSanctioned = isSanctioned
        }

        var isDone: Bool {
            isSigned
                && (isSanctioned
                    || !(DemoDates.isSuspended(item) || DemoDates.isTerminated(item)))
        }
    }

    private func ownRegisterSize() async throws -> UInt64 {
        try await service.core.with { exchange in
            exchange.replica.ownSizes.first { $0.key.text.contains("/register/") }?.value ?? 0
        }
    }

    /// Competence comes by the parent's enrolment, which may still be on its way, however slow the
    /// machine: without it every act would be refused, and the node would stay without institutions.
    private func waitForCompetence(_ first: DemoInstitution) async throws {
        let place = first.listed.facts.place
        while true {
            let today = LegalDate(unixMilliseconds: service.core.clock())
            let competence = service.core.registry.view.directory.competence(
                of: service.core.name, for: .sign, in: place, on: today)
            if competence != .none { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func seed(_ seeds: [Seed]) async throws {
        let dates = DemoDates(
            today: LegalDate(unixMilliseconds: service.core.clock()), federation: data.federation)
        var registrations: [EntryDraft] = []
        for item in seeds.filter({ !$0.isSigned }).map(\.item) {
            registrations.append(
                try .act(
                    .registered(item.listed.facts), subject: item.listed.id,
                    region: item.listed.facts.place, effective: dates.registered(item),
                    basis: DemoGrounds.published.of(item.kind.type)))
            let agreement = Agreement(
                from: dates.signed(item), until: dates.end(item),
                services: item.services, scope: item.scope)
            registrations.append(
                try .act(
                    .signed(agreement), subject: item.listed.id,
                    region: item.listed.facts.place, effective: dates.signed(item),
                    basis: DemoGrounds.signed.of(item.kind.type)))
        }
        if !registrations.isEmpty {
            _ = try await service.core.record(RecordRequest(registrations, officer: Self.officer))
        }
        let sanctions = try sanctions(seeds.filter { !$0.isSanctioned }.map(\.item), dates)
        if !sanctions.isEmpty {
            _ = try await service.core.record(RecordRequest(sanctions, officer: Self.officer))
        }
    }

    /// A few are suspended or terminated from the start, so that the pages show every standing. Only
    /// where this agency may do so by itself.
    private func sanctions(
        _ institutions: [DemoInstitution], _ dates: DemoDates
    ) throws -> [EntryDraft] {
        let directory = service.core.registry.view.directory
        var drafts: [EntryDraft] = []
        for item in institutions {
            let place = item.listed.facts.place
            let type = item.listed.facts.type
            guard
                directory.competence(
                    of: service.core.name, for: .suspend, in: place, on: dates.today) != .none
            else { continue }
            if DemoDates.isSuspended(item) {
                let act = Act.suspended(
                    Suspension(
                        isOwnRequest: false, until: nil, type: type, place: place,
                        cause: DemoGrounds.cause))
                drafts.append(
                    try .act(
                        act, subject: item.listed.id, region: place,
                        effective: dates.suspended(item),
                        basis: DemoGrounds.suspended.of(type)))
            } else if DemoDates.isTerminated(item) {
                let act = Act.terminated(
                    Termination(
                        isOwnRequest: false, type: type, place: place,
                        cause: DemoGrounds.cause))
                drafts.append(
                    try .act(
                        act, subject: item.listed.id, region: place,
                        effective: dates.terminated(item),
                        basis: DemoGrounds.terminated.of(type)))
            }
        }
        return drafts
    }

    /// The invented institutions whose agreements this node signs: the lowest running agency that is
    /// competent for the place.
    private func myInstitutions() -> [DemoInstitution] {
        guard let settings = data.federation.demonstration else { return [] }
        let signers = DemoSigners(data: data)
        return DemoInstitutions(seed: settings.seed)
            .institutions(count: settings.institutionCount, in: data.federation)
            .filter { signers.signer(of: $0.listed.facts.place) == service.core.name }
    }
}

/// Who signs for a place in the demonstration, from the folder alone.
public struct DemoSigners: Sendable {
    private let tree: RegionTree
    private var grants: [(node: String, region: RegionCode, depth: Int)] = []

    public init(data: FederationData) {
        tree = data.federation.tree
        for node in data.running {
            var regions = node.competence.filter { $0.acts.contains(.sign) }.flatMap(\.regions)
            for other in data.running {
                regions += other.delegates
                    .filter { $0.to == node.name && $0.grant.acts.contains(.sign) }
                    .flatMap(\.grant.regions)
            }
            for region in regions {
                grants.append((node.name, region, depth(of: region)))
            }
        }
    }

    /// The node, `nil` when no running one is competent.
    public func signer(of place: RegionCode) -> String? {
        grants.filter { tree.lies(place, in: $0.region) }
            .max { ($0.depth, $1.node) < ($1.depth, $0.node) }?.node
    }

    private func depth(of region: RegionCode) -> Int {
        var depth = 0
        var current = tree[region]?.parent
        while let step = current, depth < 16 {
            depth += 1
            current = tree[step]?.parent
        }
        return depth
    }
}
