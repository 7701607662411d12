import Designation
import Federation
import Messages

/// A file of acts, the scripted way in (`protocol/act-file.md`): what an officer would enter on the
/// pages, in order, with what is expected of the result.
///
/// Reading is strict: an unknown key, a value out of form or a name that stands nowhere is an error
/// with file and line, before anything is recorded.
struct ActFile: Sendable {
    /// One line of the file's list.
    enum Step: Sendable {
        case act(PlannedAct)
        case expect(Expectation)
        /// Of a scenario: what follows is asked on this day.
        case day(LegalDate)
    }
    static let stepLimit = 20_000

    var name: String
    var officer: String
    var steps: [Step]
    /// Asked when everything is recorded.
    var lastExpectations: [Expectation] = []
    /// Of a scenario: nodes without a link for a while.
    var absences: [Absence] = []

    var acts: [PlannedAct] {
        steps.compactMap { if case .act(let act) = $0 { act } else { nil } }
    }

    /// A node that neither sends nor receives from the morning of `from` to the evening before `to`.
    struct Absence: Sendable {
        var node: String
        var from: LegalDate
        var to: LegalDate
        var line: Int

        init(_ value: YAMLValue) throws(ConfigurationError) {
            let fields = try value.mapping(["node", "from", "to"])
            node = try NodeReader.nodeName(try fields.required("node"))
            from = try fields.required("from").date()
            to = try fields.required("to").date()
            line = value.line
            guard from < to else { throw value.bad("a first day before the day of return") }
        }
    }

    /// - Parameters:
    ///   - name: for messages.
    ///   - today: what `today` stands for.
    init(name: String, bytes: [UInt8], today: LegalDate) throws(ConfigurationError) {
        let root = try YAMLFile(path: name, bytes: Self.withoutMark(bytes)).root
        self.name = name
        officer = ""
        steps = []
        var reader = ActReader(today: today)
        if root.isList {
            for item in try root.list(limit: Self.stepLimit) {
                steps.append(try reader.step(item))
            }
            return
        }
        let fields = try root.mapping(["officer", "acts", "expect", "offline"])
        if let value = fields.optional("officer") { officer = try value.text(limit: 128) }
        for item in try fields.optional("acts")?.list(limit: Self.stepLimit) ?? [] {
            steps.append(try reader.step(item))
        }
        for item in try fields.optional("expect")?.list(limit: Self.stepLimit) ?? [] {
            lastExpectations.append(try reader.expectation(item))
        }
        for item in try fields.optional("offline")?.list(limit: 256) ?? [] {
            absences.append(try Absence(item))
        }
    }

    /// Some editors put a byte-order mark in front.
    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: ListEncoding.mark) ? Array(bytes.dropFirst(3)) : bytes
    }
}

/// How an act names an earlier event.
enum NamedEvent: Sendable, Hashable {
    /// An earlier act of the same file, by its `as`.
    case name(String)
    /// `origin#index`.
    case place(String, UInt64)
    /// The newest event of the institution that fits.
    case latest
}

/// An act as the file says it; events are not looked up yet.
struct PlannedAct: Sendable {
    var what: What
    var institution: InstitutionID?
    var region: RegionCode?
    var effective: LegalDate
    var basis: [Citation]
    /// Empty: the file's, else that of the command line.
    var officer: String
    /// The name by which later acts refer to it.
    var name: String?
    /// Recorded although it will be without effect.
    var allowsWithoutCompetence: Bool
    /// Why a directory event may reach back before its own day.
    var ground = ""
    /// Of a scenario: the day on which it is done, and the node that does it.
    var on: LegalDate?
    var author: String?
    /// It must be refused, with a reason that contains this text.
    var refusal: String?
    var file: String
    var line: Int

    enum What: Sendable {
        case registered(InstitutionFacts)
        case assessed(passed: Bool, services: [Service], sites: [String])
        case recognised(NamedEvent, services: [Service])
        /// `restsOn` of the agreement is looked up later.
        case signed(Agreement, restsOn: NamedEvent?)
        case changed(NamedEvent, services: [Service], sites: [String]?)
        case renewed(NamedEvent, until: LegalDate)
        case ended(NamedEvent, EndCause)
        case restricted(Restriction)
        case restrictionLifted(NamedEvent)
        case resumptionRequested(NamedEvent)
        case resumptionRefused(NamedEvent)
        case suspended(Sanction, until: LegalDate?)
        case resumed(NamedEvent, funds: [FundScope])
        case terminated(Sanction, affects: [InstitutionID])
        case withdrawn(NamedEvent)
        case barred(until: LegalDate)
        case reviewed(item: String, decision: String)
        case casework(CasePlan)
        case directory(DirectoryEvent)
        case delegationEnded(NamedEvent)
    }

    /// What a suspension and a termination have in common. Type and place are taken from the public
    /// facts where the file does not give them.
    struct Sanction: Sendable {
        var isOwnRequest: Bool
        var cause: String
        var type: InstitutionType?
        var place: RegionCode?
        var funds: [FundScope] = []
    }

    struct CasePlan: Sendable {
        /// The case: a name of the file, or its 32 hexadecimal digits; a new name, or none, opens one.
        var caseName: String?
        var step: CaseStep.Kind
        var note: String
        var role: OfficerRole?
        /// Why it is recorded although the rules do not allow it.
        var override: String
        /// The public act or step that it names.
        var event: NamedEvent?
        var details: CaseStep.Details
        var people: [CaseRecord.Person]
        /// Papers that it brings along.
        var attachments: [PlannedAttachment] = []
    }

    /// In which role a step of a case is done.
    var role: OfficerRole? {
        if case .casework(let plan) = what { plan.role } else { nil }
    }

    func failure(_ message: Message) -> CommandFailure {
        CommandFailure("\(file):\(line): \(message)")
    }
}
