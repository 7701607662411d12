import Designation
import Federation
import Messages
import Storage
import Synchronization
import TransparencyLog
import Transport

/// Questions about persons' marks, asked and answered (protocol §10.3).
///
/// Only a provincial node whose operator gave it the federation's secret makes marks. Offices ask
/// their own province by ID number, provinces each other by mark. What nobody could be asked about
/// stays open, and is said to.
final class MarkDesk: Sendable {
    /// Each costs a tenth of a second of work, and ID numbers can be enumerated.
    static let questionsPerMinute = 30

    private let service: NodeService
    private let cases: CaseReader
    private let asked = Mutex<[String: (minute: UInt64, count: Int)]>([:])
    /// Sends a question; in tests something else than the network does.
    typealias Asker =
        @Sendable (_ node: NodeRecord, _ person: MarkQuestion.Person) async -> MarkAnswer?
    private let asker: Asker?

    init(service: NodeService, cases: CaseReader, asker: Asker? = nil) {
        self.service = service
        self.cases = cases
        self.asker = asker
    }

    private var core: NodeCore { service.core }
    private var directory: Directory { core.registry.view.directory }

    // MARK: Answering

    /// Status and body for a sealed question that came in the session of `asker`.
    func answer(_ body: [UInt8], asker: String) async -> (status: Int, body: [UInt8]) {
        let directory = directory
        // Losing the errors is right: the asker learns the status; an operator sees the file.
        guard let record = directory.node(named: asker), !directory.isRevoked(asker),
            let secret = try? MarkSecret.read(service.folder), isProvince(core.name)
        else { return (404, []) }
        let seed = await core.caseEvents().seed
        guard
            let question = try? MarkQuestion(
                sealed: body, privateKey: seed, node: core.name, asker: asker,
                federation: core.federationID)
        else { return (400, []) }
        let mark: PersonMark
        switch question.person {
        case .idNumber(let number):
            guard directory.chain(of: asker).contains(core.name) else { return (403, []) }
            guard isInTurn(asker) else { return (429, []) }
            guard let made = try? secret.mark(of: number) else { return (400, []) }
            mark = made
        case .mark(let known):
            guard record.role == .province else { return (403, []) }
            guard isInTurn(asker) else { return (429, []) }
            mark = known
        }
        let answer = await self.answer(about: mark)
        guard let sealed = try? answer.sealed(replyKey: question.replyKey, node: core.name) else {
            return (400, [])
        }
        return (200, sealed)
    }

    /// What this node itself knows.
    func answer(about mark: PersonMark) async -> MarkAnswer {
        let opened = await cases.all()
        let own = await core.caseEvents().rows.count { $0.event.chain.contains(core.name) }
        let mentions = opened.filter { $0.persons.contains(mark) }.map {
            MarkAnswer.Mention(
                author: $0.author, caseID: $0.row.event.caseID, step: $0.step.kind,
                day: $0.step.day)
        }
        return MarkAnswer(
            mark: mark,
            mentions: mentions.sorted {
                if $0.day != $1.day { return $0.day < $1.day }
                if $0.author != $1.author { return $0.author < $1.author }
                return $0.caseID.lexicographicallyPrecedes($1.caseID)
            }, isComplete: opened.count == own)
    }

    private func isInTurn(_ asker: String) -> Bool {
        let minute = core.clock() / 60_000
        return asked.withLock { asked in
            asked = asked.filter { $0.value.minute == minute }
            let count = (asked[asker]?.count ?? 0) + 1
            asked[asker] = (minute, count)
            return count <= Self.questionsPerMinute
        }
    }

    private func isProvince(_ node: String) -> Bool {
        directory.node(named: node)?.role == .province
    }

    // MARK: Asking

    /// What came of a question.
    struct Outcome: Sendable {
        /// By the node that answered, this one first.
        var answers: [(node: String, answer: MarkAnswer)]
        /// Provinces of which nothing is known yet, sorted.
        var open: [String]
    }

    /// Asks everybody who can be reached about the person with this ID number.
    ///
    /// - Throws: ``CaseError`` for something that is no ID number.
    func ask(idNumber: String) async throws -> Outcome {
        let provinces = directory.nodes.filter {
            $0.role == .province && !directory.isRevoked($0.name)
        }
        var answers: [(node: String, answer: MarkAnswer)] = []
        if isProvince(core.name), let secret = try MarkSecret.read(service.folder) {
            let mark = try secret.mark(of: idNumber)
            answers.append((core.name, await answer(about: mark)))
            for province in provinces where province.name != core.name {
                if let answer = await ask(province, .mark(mark)) {
                    answers.append((province.name, answer))
                    keep(answer, of: province.name)
                } else if let earlier = answer(of: province.name, about: mark) {
                    answers.append((province.name, earlier.answer))
                }
            }
        } else {
            let chain = directory.chain(of: core.name)
            for province in provinces where chain.contains(province.name) {
                if let answer = await ask(province, .idNumber(idNumber)) {
                    answers.append((province.name, answer))
                }
            }
        }
        let complete = Set(answers.filter { $0.answer.isComplete }.map { $0.node })
        return Outcome(
            answers: answers, open: provinces.map(\.name).filter { !complete.contains($0) })
    }

    /// `nil` when the node is not dialled, does not answer, or answers what cannot be opened.
    private func ask(_ node: NodeRecord, _ person: MarkQuestion.Person) async -> MarkAnswer? {
        if let asker { return await asker(node, person) }
        guard service.shell.url(of: node.name) != nil else { return nil }
        let question = MarkQuestion(person, replyKey: SystemEntropy.bytes(32))
        // Losing the errors is right: the question stays open, and the caller says so.
        guard
            let body = try? question.sealed(
                for: node, asker: core.name, federation: core.federationID),
            let response = try? await service.shell.send(
                node.name,
                HTTPRequest(
                    method: "POST", url: "/sync/v1/mark", body: body,
                    maximumByteCount: MarkAnswer.maximumByteCount)),
            response.status == 200
        else { return nil }
        return try? MarkAnswer(
            sealed: response.body, replyKey: question.replyKey, node: node.name)
    }
}

/// What stays open is asked again by itself.
extension MarkDesk {
    /// An answer is good for so long: new cases come every day.
    static let answerMilliseconds: UInt64 = 86_400_000
    /// Fewer than a peer answers in a minute, so that officers get their turn, too.
    static let questionsPerRound = 20

    /// Asks other provinces again about the persons of open applications, by mark. Answers are kept; an
    /// officer enters what came of them as a step `persons-checked`.
    ///
    /// - Parameter now: milliseconds since 1970 UTC.
    /// - Returns: how many questions were asked.
    @discardableResult
    func askAgain(now: UInt64) async -> Int {
        // Losing the error is right: without a readable secret nobody answers either.
        guard isProvince(core.name), (try? MarkSecret.read(service.folder)) ?? nil != nil else {
            return 0
        }
        let provinces = directory.nodes.filter {
            $0.role == .province && !directory.isRevoked($0.name) && $0.name != core.name
        }
        var count = 0
        for mark in await openMarks() {
            for province in provinces where count < Self.questionsPerRound {
                if let known = answer(of: province.name, about: mark), known.answer.isComplete,
                    known.at <= now, now - known.at < Self.answerMilliseconds
                {
                    continue
                }
                guard asker != nil || service.shell.url(of: province.name) != nil else { continue }
                count += 1
                if let answer = await ask(province, .mark(mark)), answer.mark == mark {
                    keep(answer, of: province.name, at: now)
                }
            }
        }
        return count
    }

    /// Marks of persons in applications that nobody has decided or checked, in a fixed order.
    private func openMarks() async -> [PersonMark] {
        let byCase = Dictionary(grouping: await cases.all()) { $0.row.event.caseID }
        var marks: Set<PersonMark> = []
        for steps in byCase.values {
            let isSettled = steps.contains {
                switch $0.step.kind {
                case .personsChecked, .withdrawn, .refused, .decided, .signed, .closed: true
                default: false
                }
            }
            if !isSettled { marks.formUnion(steps.flatMap(\.persons)) }
        }
        return marks.sorted {
            ($0.secretEdition, $0.mark) < ($1.secretEdition, $1.mark)
        }
    }

    private static func noteName(_ node: String, _ mark: PersonMark) -> String {
        "mark-answer/\(mark.secretEdition):\(mark.mark.hex)/\(node)"
    }

    /// What a province answered last, and when.
    func answer(of node: String, about mark: PersonMark) -> (at: UInt64, answer: MarkAnswer)? {
        // Losing the error is right: an answer that cannot be read is asked for again.
        guard let bytes = (try? service.logs.note(Self.noteName(node, mark))) ?? nil,
            bytes.count > 8, let answer = MarkAnswer(encoded: Array(bytes.dropFirst(8))),
            answer.mark == mark
        else { return nil }
        return (bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, answer)
    }

    private func keep(_ answer: MarkAnswer, of node: String, at now: UInt64? = nil) {
        let now = now ?? core.clock()
        let time = (0..<8).map { UInt8(truncatingIfNeeded: now >> (56 - 8 * UInt64($0))) }
        // Losing the error is right: what could not be kept is asked for again.
        try? service.logs.setNote(Self.noteName(node, answer.mark), time + answer.encoded())
    }
}

/// The federation's secret for marks as a file of a provincial node: edition and 64 hexadecimal
/// digits, a line each, readable by the owner alone. Operators hand it to each other outside the
/// federation; it never travels with logs and is in no backup of them.
struct MarkSecret: Sendable {
    var edition: UInt32
    var secret: [UInt8]

    /// - Returns: `nil` when this node has none.
    static func read(_ folder: NodeFolder) throws -> MarkSecret? {
        guard let bytes = try FileSystem.read(folder.markSecret) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 2, let edition = UInt32(lines[0]),
            let secret = Hex.decode(lines[1]), secret.count == 32
        else { throw NodeError.unreadable(folder.markSecret) }
        return MarkSecret(edition: edition, secret: secret)
    }

    func mark(of idNumber: String) throws(CaseError) -> PersonMark {
        try PersonMark.make(idNumber: idNumber, secret: secret, secretEdition: edition)
    }
}
