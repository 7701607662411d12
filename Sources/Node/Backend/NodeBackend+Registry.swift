public import Designation
import Federation
import Messages
import Storage
import TransparencyLog
public import Web

/// Finding institutions, their dossiers, and the peers.
extension NodeBackend {
    public func search(_ text: String, limit: Int) async throws(WebFailure) -> [InstitutionRow] {
        var found: [InstitutionID] = []
        do {
            found = try service.derived.find(text, limit: limit)
        } catch {
            throw broken(error, "Searching")
        }
        // A whole identity or code is found before it is saved, too.
        if let exact = InstitutionID(text) ?? institution(nationalCode: text),
            !found.contains(exact), registry.contains(exact)
        {
            found.insert(exact, at: 0)
        }
        let tree = registry.view.tree
        let today = today()
        return found.prefix(limit).map { institution in
            InstitutionRow(shownStanding(of: institution), tree: tree, today: today)
        }
    }

    public func dossier(_ institution: InstitutionID) async throws(WebFailure) -> Web.Dossier? {
        guard registry.contains(institution) else { return nil }
        let view = registry.view
        let standings = view.heldAreas.sorted().map {
            registry.standing(of: institution, area: $0)
        }.filter { !$0.isEmpty }
        let facts = registry.facts(of: institution).sorted {
            ($0.stamp, $0.reference) < ($1.stamp, $1.reference)
        }
        let applied = await core.appliedTimes(facts.map(\.reference))
        return Web.Dossier(
            institution: institution, facts: shownStanding(of: institution).facts,
            standings: standings,
            events: facts.map { fact in
                let acting = acting(fact.author, for: fact.region, in: view)
                return DossierEvent(
                    fact: fact, agency: acting.agency, recorder: acting.recorder,
                    appliedAtMilliseconds: applied[fact.reference] ?? 0)
            },
            today: today(), nowMilliseconds: clock())
    }

    /// The standing to show in a list: of the own area where it has the facts, else of another area
    /// held, else what is known to everybody.
    func shownStanding(of institution: InstitutionID) -> Standing {
        let view = registry.view
        let own = directory.area(ofNode: core.name)
        let areas =
            view.heldAreas.sorted().filter { $0 == own }
            + view.heldAreas.sorted().filter { $0 != own }
        var first: Standing?
        for area in areas {
            let standing = registry.standing(of: institution, area: area)
            if let seat = standing.facts.flatMap({ view.tree.area(of: $0.place) }), seat == area {
                return standing
            }
            if first?.facts == nil, standing.facts != nil || first == nil { first = standing }
        }
        return first ?? registry.standing(of: institution, area: Registry.common)
    }

    // MARK: Peers

    public func peers() async throws(WebFailure) -> [PeerView] {
        let fresh = await freshnessCache.refresh()
        let dialled = Set(service.settings.peers.map(\.node)).union(fresh.input.connectedPeers)
        let traffic = callers.all
        let applied = registry.applied
        let differences = await core.differences
        return dialled.union(traffic.keys).sorted().map { node in
            let carried = service.shell.traffic(of: node)
            let called = traffic[node] ?? CallerBook.Traffic()
            let heard = max(fresh.input.lastHeard[node] ?? 0, called.heardAt)
            let logs = fresh.input.states[node] ?? [:]
            return PeerView(
                node: node, address: service.shell.url(of: node) ?? "", agency: agency(of: node),
                state: connection(
                    isConnected: fresh.input.connectedPeers.contains(node), heardAt: heard),
                detail: (logs.values.compactMap(\.refusal).sorted().prefix(1)
                    + (differences[node] ?? [:]).values.map(\.sentence).sorted())
                    .joined(separator: " "),
                lastHeardAtMilliseconds: heard,
                receivedByteCount: carried.received &+ called.received,
                sentByteCount: carried.sent &+ called.sent,
                logs: logs.sorted { $0.key < $1.key }.map { origin, state in
                    PeerLogView(
                        origin: origin.text, state: state.name, heldSize: applied[origin] ?? 0,
                        announcedSize: max(
                            fresh.announced[origin] ?? 0, state.target ?? applied[origin] ?? 0))
                })
        }
    }

    /// A poll is answered at the latest after 50 seconds, so longer silence means no connection.
    private func connection(isConnected: Bool, heardAt: UInt64) -> String {
        let now = clock()
        if heardAt > 0, now < heardAt &+ 75_000 { return "online" }
        return isConnected ? "waiting" : "offline"
    }
}

extension Standing {
    /// Nothing of the institution is known in this area.
    var isEmpty: Bool {
        facts == nil && timelines.isEmpty && sanctions.isEmpty && bars.isEmpty
            && reviewItems.isEmpty && withoutEffect.isEmpty
    }
}

extension LogState {
    /// Why the log is refused, in a sentence; `nil` when it is not.
    fileprivate var refusal: String? {
        if case .refused(let reason) = self { return reason.message.line }
        return nil
    }

    fileprivate var target: UInt64? {
        if case .catchingUp(let size) = self { return size }
        return nil
    }
}

extension NodeCore {
    /// When this node applied events, by its own receipts.
    func appliedTimes(_ events: [EventReference]) -> [EventReference: UInt64] {
        var times: [EventReference: UInt64] = [:]
        for event in events {
            let row = exchange.replica.board(for: event, nodes: [name]).first
            if case .applied(let milliseconds) = row?.state { times[event] = milliseconds }
        }
        return times
    }
}
