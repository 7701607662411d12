public import Designation
public import TransparencyLog

/// Which cases are asked for.
public struct CaseQuestion: Hashable, Sendable {
    public enum Which: String, Hashable, Sendable, CaseIterable { case open, over, all }

    public var day: LegalDate
    public var region: RegionCode?
    public var kind: CaseKind?
    public var which: Which
    public var light: Duty.Light?
    public var institution: InstitutionID?
    public var part: ListPart

    public init(
        day: LegalDate, region: RegionCode? = nil, kind: CaseKind? = nil, which: Which = .open,
        light: Duty.Light? = nil, institution: InstitutionID? = nil, part: ListPart = ListPart()
    ) {
        self.day = day
        self.region = region
        self.kind = kind
        self.which = which
        self.light = light
        self.institution = institution
        self.part = part
    }
}

/// Cases in a list: those whose next deadline is nearest first, then those without one.
public struct CaseReport: Hashable, Sendable {
    public var question: CaseQuestion
    /// How many fit the question, shown or not.
    public var total: Int
    public var rows: [CaseRow]

    public init(question: CaseQuestion, total: Int, rows: [CaseRow]) {
        self.question = question
        self.total = total
        self.rows = rows
    }
}

/// A case in a list.
public struct CaseRow: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public var id: String
    public var state: CaseState
    /// Empty when the institution's name is not known here.
    public var institutionName: String
    /// The running clock that ends first.
    public var next: ClockLine?
    /// Problems and proposals that wait for a person.
    public var openItemCount: Int

    public init(
        id: String, state: CaseState, institutionName: String, next: ClockLine?,
        openItemCount: Int
    ) {
        self.id = id
        self.state = state
        self.institutionName = institutionName
        self.next = next
        self.openItemCount = openItemCount
    }
}

/// A clock with its light and its rule in words.
public struct ClockLine: Hashable, Sendable {
    public var clock: CaseClock
    public var light: Duty.Light
    public var title: BilingualText
    public var value: BilingualText

    public init(
        clock: CaseClock, light: Duty.Light, title: BilingualText, value: BilingualText
    ) {
        self.clock = clock
        self.light = light
        self.title = title
        self.value = value
    }
}

/// Everything that is shown of one case.
public struct CaseFile: Hashable, Sendable {
    public var day: LegalDate
    public var row: CaseRow
    /// Running clocks, then those that were met.
    public var clocks: [ClockLine]
    /// Materials that were named as missing and have not come, in the edition's words.
    public var missing: [BilingualText]
    public var steps: [CaseStepLine]
    public var screening: [ScreeningLine]
    public var questions: [CaseFileQuestion]
    /// Filings and reports, due or done.
    public var filings: [FilingLine]
    public var papers: [CasePaper]
    /// What the steps brought along.
    public var attachments: [CaseAttachmentLine] = []
    /// Items that problems and proposals name, in the edition's words.
    public var itemNames: [String: BilingualText]
    /// The edition's conditions in its words, by item.
    public var conditionNames: [String: BilingualText]
    /// What these ask for in figures, value by value, by item.
    public var conditionLimits: [String: [BilingualText]] = [:]
    /// What its assessments gave in points.
    public var scores: [CaseScore] = []
    /// Appraisals that bear on it, oldest first: its own, and of a renewal the institution's (N41, P38).
    public var appraisals: [CaseAppraisal] = []

    public init(
        day: LegalDate, row: CaseRow, clocks: [ClockLine], missing: [BilingualText],
        steps: [CaseStepLine], screening: [ScreeningLine], questions: [CaseFileQuestion],
        filings: [FilingLine], papers: [CasePaper], itemNames: [String: BilingualText] = [:],
        conditionNames: [String: BilingualText] = [:]
    ) {
        self.day = day
        self.row = row
        self.clocks = clocks
        self.missing = missing
        self.steps = steps
        self.screening = screening
        self.questions = questions
        self.filings = filings
        self.papers = papers
        self.itemNames = itemNames
        self.conditionNames = conditionNames
    }
}

/// What is shown of a paper beside the log (protocol §10.9).
public struct AttachedFile: Hashable, Sendable {
    /// SHA-256 of the content, as any program prints it of the file.
    public var content: TreeHash
    /// Bytes of the content.
    public var byteCount: Int
    /// As people know it: without folders.
    public var name: String
    /// For example `application/pdf` (RFC 6838).
    public var mediaType: String

    public init(content: TreeHash, byteCount: Int, name: String, mediaType: String) {
        self.content = content
        self.byteCount = byteCount
        self.name = name
        self.mediaType = mediaType
    }
}

/// A paper that a step brought along.
public struct CaseAttachmentLine: Hashable, Sendable {
    public var step: CaseStep.Kind
    public var event: EventReference
    public var day: LegalDate
    public var attachment: AttachedFile
    /// Whether it has come to this node.
    public var isHere: Bool

    public init(
        step: CaseStep.Kind, event: EventReference, day: LegalDate, attachment: AttachedFile,
        isHere: Bool
    ) {
        self.step = step
        self.event = event
        self.day = day
        self.attachment = attachment
        self.isHere = isHere
    }
}

/// A paper with its content.
public struct OpenedAttachment: Hashable, Sendable {
    public var attachment: AttachedFile
    public var bytes: [UInt8]

    public init(attachment: AttachedFile, bytes: [UInt8]) {
        self.attachment = attachment
        self.bytes = bytes
    }
}

/// One step of the history.
public struct CaseStepLine: Hashable, Sendable {
    public var entry: CaseState.Entry
    /// The agency of the region for which it was done.
    public var agency: BilingualText
    /// The agency or office that recorded it, where that is another one.
    public var recorder: BilingualText?
    /// Articles of the edition on which it rests.
    public var basis: [Citation]
    /// What it names, in the edition's words.
    public var items: [BilingualText]
    public var problems: [CaseProblem]

    public init(
        entry: CaseState.Entry, agency: BilingualText, recorder: BilingualText? = nil,
        basis: [Citation], items: [BilingualText], problems: [CaseProblem]
    ) {
        self.entry = entry
        self.agency = agency
        self.recorder = recorder
        self.basis = basis
        self.items = items
        self.problems = problems
    }
}

/// A computed reason against an application.
public struct ScreeningLine: Hashable, Sendable {
    public var reason: Screening.Reason
    public var title: BilingualText

    public init(reason: Screening.Reason, title: BilingualText) {
        self.reason = reason
        self.title = title
    }
}

/// A problem or proposal of a case, with the key that settles it.
public struct CaseFileQuestion: Hashable, Sendable {
    public enum What: Hashable, Sendable {
        case problem(CaseProblem)
        case proposal(Proposal)
    }
    public var what: What
    public var key: String
    /// What was decided; `nil`: it waits.
    public var resolution: String?

    public init(what: What, key: String, resolution: String?) {
        self.what = what
        self.key = key
        self.resolution = resolution
    }
}

/// A filing or report with its name.
public struct FilingLine: Hashable, Sendable {
    public var filing: CaseState.Filing
    public var title: BilingualText

    public init(filing: CaseState.Filing, title: BilingualText) {
        self.filing = filing
        self.title = title
    }
}

/// A paper that can be printed for a step or a public act.
public struct CasePaper: Hashable, Sendable {
    public var kind: NoticeDocument.Kind
    public var event: EventReference
    public var day: LegalDate

    public init(kind: NoticeDocument.Kind, event: EventReference, day: LegalDate) {
        self.kind = kind
        self.event = event
        self.day = day
    }
}
