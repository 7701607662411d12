public import Designation
import Synchronization
import TransparencyLog

extension Registry {
    /// The standing of an institution as answers in `area` see it.
    ///
    /// - Parameter vector: entries below these sizes only ("as known at"); `nil`: everything applied.
    public func standing(
        of institution: InstitutionID, area: RegionCode, vector: [String: UInt64]? = nil
    ) -> Standing {
        let view = self.view
        if vector == nil, let encoded = encodedStanding(of: institution, area: area, view: view),
            let known = Standing(ownEncoding: encoded)
        {
            return known
        }
        // Of whom nothing is known the store, which was asked, has nothing either; facts may have left the
        // memory.
        let packed = withFolded(institution, view: view) { $0.facts }
            .flatMap { $0 ?? load(institution)?.facts }
        let facts = self.facts(packed ?? [], view: view, vector: vector)
        let all = inherit(
            ancestry(of: institution), by: institution, area: area, facts: facts, view: view,
            vector: vector)
        return fold(institution, area: area, facts: all, view: view)
    }

    /// The folded standing of an area as bytes; `nil` when no fact tells anything about the area.
    ///
    /// Standings are kept in this form alone: a decoded one takes several times the room, and an answer
    /// needs little of it (``Standing/answer(_:ownEncoding:area:unit:)``).
    private func encodedStanding(
        of institution: InstitutionID, area: RegionCode, view: RegistryView
    ) -> [UInt8]? {
        let box = shard(of: institution)
        let (isFresh, known) = box.state.withLock { shard -> (Bool, [UInt8]?) in
            guard let dossier = shard.dossiers[institution], !dossier.isStale,
                dossier.generation == view.generation
            else { return (false, nil) }
            return (true, dossier.encoded(area))
        }
        if isFresh { return known }
        return withFolded(institution, view: view) { $0.encoded(area) } ?? nil
    }

    /// Answers a question from what is applied. `unknown` when the region is not known, its area's
    /// register is not held here, the registry is damaged, or the fold edition in force is newer than
    /// this software (protocol §7.8).
    public func answer(
        _ question: StatusQuestion, vector: [String: UInt64]? = nil
    ) -> StatusAnswer {
        let view = self.view
        var answer = ownAnswer(question, view: view, vector: vector)
        addHolders(to: &answer, question, view: view, vector: vector)
        return answer
    }

    /// By what the institution itself has signed.
    private func ownAnswer(
        _ question: StatusQuestion, view: RegistryView, vector: [String: UInt64]?
    ) -> StatusAnswer {
        let isNewer = view.directory.foldEdition > knownFoldEdition
        if vector == nil, !isNewer, let answer = quickAnswer(question, view: view) {
            return answer
        }
        let area = view.tree.area(of: question.region) ?? Self.common
        var standing = standing(of: question.institution, area: area, vector: vector)
        standing.add(measures(on: question, area: area, view: view, vector: vector))
        if isDamaged || isNewer {
            return standing.doubtful(
                question, unit: view.tree.unit(of: question.region), .foldEdition)
        }
        return standing.answer(
            question, tree: view.tree, holdsRegister: view.heldAreas.contains(area),
            context: view.context)
    }

    /// The usual answer: of a region that is known and held here, about facts that can be read.
    private func quickAnswer(
        _ question: StatusQuestion, view: RegistryView
    ) -> StatusAnswer? {
        guard let seat = view.seats[question.region], view.heldAreas.contains(seat.area),
            let encoded = encodedStanding(of: question.institution, area: seat.area, view: view),
            !isDamaged
        else { return nil }
        return Standing.answer(
            question, ownEncoding: encoded, area: seat.area, unit: seat.unit)
    }

    /// Whether anything at all is known of the institution.
    public func contains(_ institution: InstitutionID) -> Bool {
        withFolded(institution, view: view) { _ in true } ?? false
    }

    /// Calls `body` for every institution with its up-to-date standings, in no particular order.
    public func forEachStanding(_ body: (InstitutionID, [Standing]) -> Void) {
        forEachStanding(foldedSince: nil, body)
    }

    /// The same for institutions that were folded since an earlier call: others have the standings and
    /// the facts that they had then. One that is folded meanwhile may come twice, never not at all.
    ///
    /// - Parameter number: what the earlier call returned; `nil`: every institution.
    @discardableResult
    public func forEachStanding(
        foldedSince number: UInt64?, _ body: (InstitutionID, [Standing]) -> Void
    ) -> UInt64 {
        foldAll()
        // Read before any shard: folds count while they hold theirs.
        let now = foldCount.load(ordering: .acquiring)
        for box in shards {
            let rows = box.state.withLock { shard -> [(InstitutionID, [AreaStanding])] in
                var rows: [(InstitutionID, [AreaStanding])] = []
                for (institution, dossier) in shard.dossiers
                where number.map({ $0 < dossier.foldNumber }) ?? true {
                    rows.append((institution, dossier.standings))
                }
                return rows
            }
            for (institution, standings) in rows {
                body(institution, standings.compactMap { Standing(ownEncoding: $0.encoded) })
            }
        }
        return now
    }

    /// - Parameter vector: entries below these sizes only; `nil`: everything applied.
    public func facts(
        of institution: InstitutionID, vector: [String: UInt64]? = nil
    ) -> [Fact] {
        let view = self.view
        let packed = withFolded(institution, view: view) { $0.facts }
            .flatMap { $0 ?? load(institution)?.facts }
        return facts(packed ?? [], view: view, vector: vector)
    }
}
