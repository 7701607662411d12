public import Designation
public import TransparencyLog

/// Why the opening of a log is not believed.
public enum DistrustReason: Error, Sendable, Hashable {
    case otherFederation
    /// Node, stream or epoch of the opening are not those of the origin.
    case nameMismatch
    case notEnrolled
    /// No key that the node ever had made the signature.
    case badSignature
    /// The key was replaced or the node revoked, and the log is neither kept nor closed.
    case supersededKey
}

/// Who belongs to the federation, with which keys, competences and rules: a pure function of the
/// anchor and the `directory` logs (protocol §2.3 to §2.5, §4.6).
public struct Directory: Sendable, Equatable, CompetenceJudge {
    /// An event of a directory log that has no effect, or not all of it.
    public struct Problem: Sendable, Hashable {
        public enum Reason: UInt8, Sendable, CaseIterable, Hashable {
            case notCompetent = 1
            /// Part of the grants goes beyond what the author may grant; the rest holds.
            case grantBeyondReach = 2
            case nameTaken = 3
            /// A known node was enrolled with another key; keys change by rotation only.
            case keyMustRotate = 4
            case unknownNode = 5
            case notSuperior = 6
            case brokenReference = 7
            /// Reaches back without a ground; counts from the day of its stamp.
            case retroactiveWithoutGround = 8
            case badRegionTree = 9
        }
        public var event: EventReference
        public var reason: Reason
    }

    struct Member: Sendable, Equatable {
        var record: NodeRecord
        var parent: String?
        var depth: Int
        /// The enrolment key first, then every rotation; the last is in force.
        var keys: [[UInt8]]
        /// Epochs that rotations keep.
        var keeps: Set<Origin> = []
        var isRevoked = false
        /// When the last rotation that replaced the key for cases was recorded.
        var sealedFrom: Stamp?
    }

    public let anchor: Anchor
    /// Events that may reach back before their own publication, in their order.
    var reachingBack: [Reach] = []
    var members: [String: Member]
    var childNames: [String: [String]] = [:]
    var closings: [Origin: LogClosing] = [:]
    var table = CompetenceTable()
    public internal(set) var regions = RegionTree()
    public internal(set) var rules = RuleBook()
    /// In the order of their ids.
    public internal(set) var groups: [RecognitionGroup] = []
    public internal(set) var calendars: [Int: CalendarYear] = [:]
    /// All parts of all editions, by region, id and part.
    public internal(set) var editions: [EditionPart] = []
    /// All decisions, by region, name and first day.
    public internal(set) var decisions: [Decision] = []
    /// The edition of the fold in force; 1 until the root sets another.
    public internal(set) var foldEdition: UInt32 = 1
    /// Events without effect, in the order of their references.
    public internal(set) var problems: [Problem] = []

    /// The directory before any log is read: the root alone, with all competence.
    public init(anchor: Anchor) {
        self.anchor = anchor
        let record = NodeRecord(
            name: anchor.rootNode, nodeKey: anchor.rootPublicKey, region: .everywhere, role: .root,
            grants: [CompetenceGrant(regions: [.everywhere], acts: Competency.allCases)],
            from: LegalDate(daysSince1970: 0))
        members = [
            anchor.rootNode: Member(
                record: record, parent: nil, depth: 0, keys: [anchor.rootPublicKey])
        ]
        table.rows[anchor.rootNode] = CompetenceTable.Row(
            periods: [
                CompetenceTable.Period(
                    from: record.from, to: nil,
                    everywhere: CompetenceTable.mask(Competency.allCases), byRegion: [:])
            ])
    }

    /// Builds the directory; the same logs give the same value in whatever order they come.
    ///
    /// Each log may leave out entries that are no directory events. Logs are read from the root
    /// down, so that the closings of a log are known before it is read.
    ///
    /// - Parameters:
    ///   - logs: `directory` logs; others are ignored. Of one given twice the longer is read.
    ///   - epochs: entry 0 of the logs; those that `logs` contains need not be given again.
    ///   - previous: what was built last: its rule book is taken over where no edition and no
    ///     decision differs. It changes nothing but the time that the build takes.
    ///   - trial: events that nobody recorded, as one log of their author who could.
    public static func build(
        anchor: Anchor, logs: [(Origin, [LoggedEntry])], epochs: [Origin: EpochOpened] = [:],
        previous: Directory? = nil, trial: [LoggedEntry] = []
    ) -> Directory {
        var builder = DirectoryBuilder(anchor: anchor, logs: logs, epochs: epochs)
        builder.previous = previous
        builder.trial = trial
        return builder.run()
    }

    // MARK: Nodes

    /// The node as last enrolled, with the keys in force.
    public func node(named name: String) -> NodeRecord? { members[name]?.record }

    /// All nodes, by name; revoked ones too.
    public var nodes: [NodeRecord] {
        members.values.map(\.record).sorted { $0.name < $1.name }
    }

    /// `nil` for the root and for nodes that are not enrolled.
    public func parent(of name: String) -> String? { members[name]?.parent }

    /// Names, sorted.
    public func children(of name: String) -> [String] { childNames[name] ?? [] }

    /// The node and its superiors up to the root; empty when it is not enrolled.
    public func chain(of name: String) -> [String] {
        var chain: [String] = []
        var current = members[name] == nil ? nil : name
        while let step = current {
            chain.append(step)
            current = members[step]?.parent
        }
        return chain
    }

    /// Whether the node was revoked.
    public func isRevoked(_ name: String) -> Bool { members[name]?.isRevoked ?? false }

    /// The province of the node; `nil` for the root, exchanges above provinces, and unknown nodes.
    public func area(ofNode name: String) -> RegionCode? {
        members[name].flatMap { regions.area(of: $0.record.region) }
    }

    // MARK: Logs

    /// Judges the opening of a log: the chain of keys from the anchor down to the epoch's key.
    ///
    /// - Returns: the key that verifies the log's checkpoints.
    public func trusts(
        epoch: EpochOpened, origin: LogName
    ) -> Result<VerifierKey, DistrustReason> {
        guard origin.federation == anchor.federationID else { return .failure(.otherFederation) }
        guard epoch.node == origin.node, epoch.stream == origin.stream,
            origin.isSigned(by: epoch.epochPublicKey)
        else { return .failure(.nameMismatch) }
        guard let member = members[epoch.node], let current = member.keys.last else {
            return .failure(.notEnrolled)
        }
        let federation = anchor.federationID
        let isCurrent = epoch.verify(federation: federation, nodePublicKey: current)
        guard
            isCurrent
                || member.keys.dropLast().contains(where: {
                    epoch.verify(federation: federation, nodePublicKey: $0)
                })
        else { return .failure(.badSignature) }
        // Stamps prove nothing when a key was stolen; only what a superior names goes on to count.
        let isNamed =
            closings[origin.origin] != nil
            || (!member.isRevoked && member.keeps.contains(origin.origin))
        guard isNamed || (isCurrent && !member.isRevoked) else { return .failure(.supersededKey) }
        do throws(NoteError) {
            return .success(
                try VerifierKey(name: origin.origin, ed25519: epoch.epochPublicKey))
        } catch {
            return .failure(.nameMismatch)
        }
    }

    /// Whether ``trusts(epoch:origin:)`` succeeds.
    public func isTrusted(_ epoch: EpochOpened, origin: LogName) -> Bool {
        if case .success = trusts(epoch: epoch, origin: origin) { return true }
        return false
    }

    /// The closing of the log that counts: the last in its author's directory, that of the highest
    /// superior first (protocol §4).
    public func closing(of origin: Origin) -> LogClosing? { closings[origin] }

    // MARK: Competence

    /// See ``CompetenceTable``.
    public func competence(
        of author: String, for act: Competency, in region: RegionCode, on day: LegalDate
    ) -> Competence {
        table.competence(of: author, for: act, in: region, on: day)
    }

    /// What the fold looks at besides an institution's own facts.
    public func foldContext() -> FoldContext {
        var closed: [String: ClosedLog] = [:]
        for (origin, closing) in closings where closing.lastStamp != nil {
            closed[origin.text] = ClosedLog(size: closing.finalSize, lastStamp: closing.lastStamp)
        }
        return FoldContext(
            regions: regions, rules: rules, groups: groups, judge: table, closed: closed)
    }

    /// Working days as the published years give them: a deadline that is counted through a year
    /// that is not among them is provisional, and another one as soon as that year's event arrives.
    public var workCalendar: WorkCalendar {
        var exceptions: [LegalDate: WorkCalendar.DayKind] = [:]
        for year in calendars.values {
            for day in year.holidays { exceptions[day] = .holiday }
            for day in year.workdays { exceptions[day] = .workday }
        }
        return WorkCalendar(exceptions: exceptions, publishedYears: Set(calendars.keys))
    }
}
