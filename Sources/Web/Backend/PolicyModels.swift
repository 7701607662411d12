public import Designation

/// Everything that holds for a region on a day, with the words of the guide.
public struct PolicyReport: Hashable, Sendable {
    public var region: RegionCode
    public var day: LegalDate
    /// In force, the region's own first.
    public var editions: [PolicyEdition]
    public var endings: [EditionEnding]
    public var groups: [Group]
    public var lists: [NamedList]
    public var tables: [ScoreTable]

    public init(
        region: RegionCode, day: LegalDate, editions: [PolicyEdition], endings: [EditionEnding],
        groups: [Group], lists: [NamedList], tables: [ScoreTable]
    ) {
        self.region = region
        self.day = day
        self.editions = editions
        self.endings = endings
        self.groups = groups
        self.lists = lists
        self.tables = tables
    }

    /// Values that belong together, in the order in which people read them.
    public struct Group: Hashable, Sendable {
        /// `opening`, `running`, …
        public var name: String
        public var title: BilingualText
        public var values: [PolicyLine]

        public init(name: String, title: BilingualText, values: [PolicyLine]) {
            self.name = name
            self.title = title
            self.values = values
        }
    }

    public struct NamedList: Hashable, Sendable {
        public var title: BilingualText
        public var list: PolicyList

        public init(title: BilingualText, list: PolicyList) {
            self.title = title
            self.list = list
        }
    }
}

/// One value with its texts in words.
public struct PolicyLine: Hashable, Sendable {
    public var title: BilingualText
    public var value: PolicyValue
    public var applied: BilingualText
    /// Both set where a local value differs from the national one.
    public var local: BilingualText?
    public var national: BilingualText?
    /// What was decided about the laxer local value; `nil`: nothing yet, the stricter one applies.
    public var decision: BilingualText?
    /// Why no program acts on the value, where none does.
    public var forPeople: BilingualText?

    public init(
        title: BilingualText, value: PolicyValue, applied: BilingualText,
        local: BilingualText?, national: BilingualText?, decision: BilingualText?,
        forPeople: BilingualText? = nil
    ) {
        self.title = title
        self.value = value
        self.applied = applied
        self.local = local
        self.national = national
        self.decision = decision
        self.forPeople = forPeople
    }
}

/// What differs between two days.
public struct PolicyChange: Hashable, Sendable {
    public var difference: PolicyPicture.Difference
    /// Of the group of values, the list, or the tables.
    public var heading: BilingualText
    public var title: BilingualText
    /// `nil`: nothing stood or stands there.
    public var before: Side?
    public var after: Side?

    /// What stands on one of the two days.
    public struct Side: Hashable, Sendable {
        public var text: BilingualText
        public var citations: [Citation]

        public init(text: BilingualText, citations: [Citation]) {
            self.text = text
            self.citations = citations
        }
    }

    public init(
        difference: PolicyPicture.Difference, heading: BilingualText, title: BilingualText,
        before: Side?, after: Side?
    ) {
        self.difference = difference
        self.heading = heading
        self.title = title
        self.before = before
        self.after = after
    }
}
