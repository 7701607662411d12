public import Designation
public import TransparencyLog

/// The content of one confidential event: the plaintext of a case payload.
public struct CaseRecord: Sendable, Hashable {
    /// A person whom a step names, by mark and never by number (protocol §10.3).
    public struct Person: Sendable, Hashable {
        public var role: CasePerson.Role
        public var name: String
        public var mark: PersonMark?

        public init(
            role: CasePerson.Role, name: String = "", mark: PersonMark? = nil
        ) {
            self.role = role
            self.name = name
            self.mark = mark
        }
    }

    public typealias Step = CaseStep.Kind

    public var institution: InstitutionID
    public var step: Step
    public var region: RegionCode
    /// The day on which it happened.
    public var day: LegalDate
    /// The officer's words.
    public var note: String
    /// Marks without a role, as records older than ``people`` have them.
    public var persons: [PersonMark]
    /// Attachments without a description, by SHA-256 of their ciphertext; see ``files``.
    public var attachments: [TreeHash]
    /// Papers that the step brings along.
    public var files: [CaseAttachment] = []
    public var officer: String
    public var role: OfficerRole?
    /// Why it was recorded although the rules do not allow it.
    public var override: String
    public var people: [Person]
    /// The articles that the officer gave.
    public var basis: [Citation] = []
    /// Everything else that the step says; its persons stand in ``people``.
    public var details: CaseStep.Details

    public init(
        institution: InstitutionID, step: Step, region: RegionCode, day: LegalDate,
        note: String = "", services: [Service] = [], scope: FundScope? = nil, passed: Bool = false,
        persons: [PersonMark] = [], attachments: [TreeHash] = []
    ) {
        self.institution = institution
        self.step = step
        self.region = region
        self.day = day
        self.note = note
        self.persons = persons
        self.attachments = attachments
        officer = ""
        role = nil
        override = ""
        people = []
        details = CaseStep.Details()
        details.services = services
        details.scope = scope
        details.passed = passed
    }

    public var services: [Service] { details.services }
    public var scope: FundScope? { details.scope }
    public var passed: Bool { details.passed }

    /// The step as the domain judges it.
    public func domainStep(
        reference: EventReference, stamp: Stamp, author: String
    ) -> CaseStep {
        var details = details
        details.persons =
            people.map { person in
                CasePerson(
                    role: person.role, name: person.name, mark: person.mark?.domainMark)
            } + persons.map { CasePerson(role: .other, mark: $0.domainMark) }
        // A record without results says one for everything, as those of the first edition do.
        if step == .assessed, details.results.isEmpty {
            details.results = [SiteResult(services: details.services, passed: details.passed)]
        }
        var made = CaseStep(
            step, reference: reference, stamp: stamp, author: author, region: region, day: day,
            officer: officer, role: role, note: note, override: override, details: details)
        made.basis = basis
        return made
    }

    /// `CaseRecord` of the schema.
    public func encoded() -> [UInt8] {
        var writer = WireWriter()
        CaseRecordCodec.write(self, into: &writer)
        return writer.bytes
    }

    /// Reads a plaintext.
    ///
    /// - Throws: ``EntryError``.
    public init(_ bytes: [UInt8]) throws(EntryError) {
        let result: Result<CaseRecord, EntryError> = bytes.withUnsafeBytes { memory in
            do throws(EntryError) {
                return .success(try CaseRecordCodec.read(memory))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}

extension PersonMark {
    /// The mark as cases compare it.
    public var domainMark: CasePerson.Mark {
        let digits = Array("0123456789abcdef".utf8)
        return CasePerson.Mark(
            secretEdition: secretEdition,
            digits: String(
                decoding: mark.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
                as: UTF8.self))
    }
}
