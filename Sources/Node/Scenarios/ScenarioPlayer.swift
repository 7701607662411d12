import Designation
import Federation
import Messages
import TransparencyLog

/// Plays all authors of a scenario: each act on its day, on its own node, with real stores, real logs
/// and the real exchange, and checks what is expected where it stands.
///
/// After the acts of a day the nodes exchange; within a day they do before a node acts on an
/// institution of which another one has news, and before anything is checked. A node that is cut off
/// neither sends nor receives, and is not asked whether it agrees.
final class ScenarioPlayer {
    /// One thing that happened, for people.
    enum Event {
        case day(LegalDate, cutOff: [String])
        /// With the event, unless it was refused as expected, and with its officer.
        case act(PlannedAct, EventReference?, String)
        case met(Expectation, node: String, holders: Int)
        case missed(Difference)
    }
    private let file: ActFile
    let federation: ScenarioFederation
    let wire: ScenarioWire
    private let tell: (Event) -> Void
    /// Names that the file gives to acts and cases.
    private var names: [String: EventReference] = [:]
    private var cases: [String: [UInt8]] = [:]
    /// Institutions of which an author has news that the others lack.
    private var unsent: [String: Set<InstitutionID>] = [:]
    /// Authors with news of the directory that the others lack.
    private var unsentRules: Set<String> = []
    private(set) var differences: [Difference] = []
    private(set) var actCount = 0
    private(set) var checkedCount = 0

    /// - Parameters:
    ///   - path: where the nodes keep their data, an empty folder.
    ///   - onlookers: nodes that take part besides those that the file needs.
    ///   - tell: told of everything in order.
    init(
        _ file: ActFile, _ folder: FederationFolder, in path: String,
        onlookers: Set<String> = [], tell: @escaping (Event) -> Void = { _ in }
    ) async throws {
        self.file = file
        self.tell = tell
        let plan = try ScenarioPlan(file, folder, onlookers: onlookers)
        federation = try ScenarioFederation(plan, folder, in: path)
        wire = await ScenarioWire(federation)
        try await federation.publish(folder, over: wire)
    }

    /// - Throws: ``CommandFailure`` at the first act that cannot be done, with file and line.
    func play() async throws {
        for (day, steps) in days() {
            try await begin(day)
            for step in steps {
                switch step {
                case .act(let act): try await perform(act)
                case .expect(let expected):
                    await exchange()
                    await check(expected)
                case .day: continue
                }
            }
            await exchange()
        }
        try await wire.setCutOff([])
        await wire.settle()
        for expected in file.lastExpectations { await check(expected) }
        try await compareRegistries()
    }

    /// The steps of each day in the order of the file. An expectation belongs to the act before it.
    private func days() -> [(LegalDate, [ActFile.Step])] {
        var days: [LegalDate: [ActFile.Step]] = [:]
        var day = federation.plan.first
        for step in file.steps {
            switch step {
            case .act(let act): day = act.on ?? day
            case .day(let given): day = given
            case .expect: break
            }
            days[day, default: []].append(step)
        }
        // On the day on which a node comes back it brings its news, whether or not anybody acts.
        for absence in file.absences { days[absence.to, default: []] += [] }
        return days.sorted { $0.key < $1.key }
    }

    private func begin(_ day: LegalDate) async throws {
        federation.clock.advance(to: day)
        let cutOff = Set(
            file.absences.filter { $0.from <= day && day < $0.to }.map(\.node))
        tell(.day(day, cutOff: cutOff.sorted()))
        try await wire.setCutOff(cutOff)
        await wire.settle()
    }

    private func exchange() async {
        await wire.settle()
        unsent = [:]
        unsentRules = []
    }

    // MARK: Acts

    private func perform(_ act: PlannedAct) async throws {
        guard let author = act.author, let member = federation.member(author) else {
            throw act.failure("Say which node does it: `by:`.")
        }
        if hasUnsent(about: act, by: author) { await exchange() }
        federation.clock.advance(milliseconds: 60_000)
        do {
            let place = try await record(act, by: member)
            guard act.refusal == nil else { throw act.failure(PlannedAct.wasNotRefused) }
            actCount += 1
            if let name = act.name { names[name] = place }
            if let subject = act.institution {
                unsent[author, default: []].insert(subject)
            } else {
                unsentRules.insert(author)
            }
            tell(.act(act, place, officer(of: act)))
        } catch {
            let failure = CommandSentence.failure(error)
            guard act.isRefused(with: failure) else { throw failure }
            actCount += 1
            tell(.act(act, nil, officer(of: act)))
        }
    }

    /// Who decides: the act's own officer, else the file's.
    private func officer(of act: PlannedAct) -> String {
        act.officer.isEmpty ? file.officer : act.officer
    }

    private func hasUnsent(about act: PlannedAct, by author: String) -> Bool {
        if unsentRules.contains(where: { $0 != author }) { return true }
        return unsent.contains { other, subjects in
            other != author && (act.institution.map(subjects.contains) ?? !subjects.isEmpty)
        }
    }

    private func record(
        _ act: PlannedAct, by member: ScenarioFederation.Member
    ) async throws -> EventReference {
        let context = member.context()
        var builder = ActBuilder(
            context, isRehearsal: false, officer: file.officer, reader: member.cases,
            knownCases: cases)
        builder.recorded = names
        let draft = try await builder.draft(act)
        guard !act.officer(file, context).isEmpty || !draft.isAct else {
            throw act.failure("Say which officer decides: `officer:`.")
        }
        var place: EventReference?
        try await RecordCommand.record([act], [draft], file, context) { place = $1.reference }
        if let name = act.caseName { cases[name] = builder.caseID(name) }
        guard let place else { throw act.failure("It was not recorded.") }
        return place
    }

    // MARK: Expectations

    private func check(_ expected: Expectation) async {
        checkedCount += 1
        let check = ScenarioCheck(expected, in: self)
        switch expected.subject {
        case .standing(let standing): await check.standing(standing)
        case .casework(let casework): await check.casework(casework, id: cases[casework.name])
        }
        differences += check.differences
        guard check.differences.isEmpty else {
            for difference in check.differences { tell(.missed(difference)) }
            return
        }
        tell(.met(expected, node: check.asked, holders: check.holderCount))
    }

    /// In the end all nodes that hold an area have the same registry of it, from the same logs.
    private func compareRegistries() async throws {
        await wire.settle()
        var digests: [RegionCode: (node: String, digest: AreaDigest)] = [:]
        for member in federation.members {
            for area in member.heldAreas.union([Registry.common]).sorted() {
                let digest = try await member.core.with { try $0.replica.digest(area) }
                guard let known = digests[area] else {
                    digests[area] = (member.name, digest)
                    continue
                }
                guard known.digest != digest else { continue }
                let what: Message =
                    known.digest.inputs == digest.inputs ? "registries" : "logs"
                throw CommandFailure(
                    "\(file.name): In the end \(known.node) and \(member.name) hold different "
                        + "\(what) of \(area.text).")
            }
        }
        if let alarm = wire.alarms.first { throw CommandFailure("\(file.name): \(alarm).") }
        self.digests = digests.mapValues(\.digest.value.hex)
    }

    /// The digest of each area in the end; the same on every node.
    private(set) var digests: [RegionCode: String] = [:]
}
