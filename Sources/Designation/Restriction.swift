/// What of an institution may be restricted alone, its agreement going on.
public enum RestrictedPart: UInt8, Sendable, CaseIterable, Hashable {
    case department = 1
    /// A member of the medical staff, by the public national code; never by name.
    case person = 2
    case site = 3

    /// The word in JSON, in files and in options.
    public var name: String {
        switch self {
        case .department: "department"
        case .person: "person"
        case .site: "site"
        }
    }

    public static let maximumByteCount = 256

    /// Whether a part's name may be shown to whoever asked about `person`. A person's code is shown with
    /// the answer about that person and nowhere else; that somebody may not serve everybody sees.
    public func isShown(_ name: String, asked person: String?) -> Bool {
        self != .person || name == person
    }

    public func isCanonical(_ text: String) -> Bool {
        canonical(text)?.utf8.elementsEqual(text.utf8) == true
    }

    /// The one form in which a part is named, in acts and in questions, so that both meet: a person's
    /// code in upper case letters and digits, other names without blanks around them.
    ///
    /// - Returns: `nil` for what is no such name. A person's name is none, nor is the number of an
    ///   identity card: the register is public.
    public func canonical(_ text: String) -> String? {
        if self == .person {
            let code = InstitutionID.canonicalNumber(text)
            return code.flatMap { Self.isIdentityNumber($0) ? nil : $0 }
        }
        let blanks: Set<Unicode.Scalar> = [" ", "\u{3000}", "\t"]
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !blanks.contains($0) }),
            let last = scalars.lastIndex(where: { !blanks.contains($0) })
        else { return nil }
        let name = String(scalars[first...last])
        guard name.utf8.count <= Self.maximumByteCount,
            !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
        return name
    }

    /// Fifteen or eighteen digits, the last perhaps an X, as on identity cards of residents (GB 11643).
    /// National codes of staff begin with a letter and are shorter.
    private static func isIdentityNumber(_ code: String) -> Bool {
        let digits = code.hasSuffix("X") && code.utf8.count == 18 ? code.dropLast() : code[...]
        return [15, 18].contains(code.utf8.count)
            && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

/// A department, person or site that may not serve the insured (N38(5), N45, S4). It is a measure of
/// the agency under its own agreement, so it reaches its pool and no other (domain §4.1).
public struct Restriction: Hashable, Sendable {
    public var part: RestrictedPart
    /// In the canonical form of the part.
    public var name: String
    /// The day on which it ends by itself; `nil`: until lifted.
    public var until: LegalDate?
    public var cause: String

    public init(part: RestrictedPart, name: String, until: LegalDate?, cause: String) {
        self.part = part
        self.name = name
        self.until = until
        self.cause = cause
    }
}

extension Standing {
    /// By what the licence's one place is called, from a day on.
    public struct Place: Hashable, Sendable {
        public var from: LegalDate
        public var address: String
        public var nationalCode: String

        public init(from: LegalDate, address: String, nationalCode: String) {
            self.from = from
            self.address = address
            self.nationalCode = nationalCode
        }

        func isSame(as other: Place) -> Bool {
            address.utf8.elementsEqual(other.address.utf8)
                && nationalCode.utf8.elementsEqual(other.nationalCode.utf8)
        }

        func isCalled(_ site: String) -> Bool {
            [address, nationalCode].contains { name in
                RestrictedPart.site.canonical(name)?.utf8.elementsEqual(site.utf8) == true
            }
        }
    }

    /// Whether the licence's one place is called so on a day: by the address or the national code that
    /// the register gives for it. Before the first registration it is called as by that.
    func isOnePlace(_ site: String, on day: LegalDate) -> Bool {
        if !places.isEmpty {
            return (places.last { $0.from <= day } ?? places[0]).isCalled(site)
        }
        guard let facts else { return false }
        return Place(from: day, address: facts.address, nationalCode: facts.nationalCode)
            .isCalled(site)
    }

    /// A restriction that counts, over `[from, to)`; `to == nil`: until lifted.
    public struct Restricted: Hashable, Sendable {
        public var event: EventReference
        public var region: RegionCode
        public var part: RestrictedPart
        public var name: String
        /// The units in which it holds: those of its pool, sorted.
        public var units: [RegionCode]
        public var from: LegalDate
        public var to: LegalDate?
        /// The basis of the act.
        public var citations: [Citation]

        public init(
            event: EventReference, region: RegionCode, part: RestrictedPart, name: String,
            units: [RegionCode], from: LegalDate, to: LegalDate?, citations: [Citation]
        ) {
            self.event = event
            self.region = region
            self.part = part
            self.name = name
            self.units = units
            self.from = from
            self.to = to
            self.citations = citations
        }

        public func holds(on day: LegalDate) -> Bool {
            from <= day && (to.map { day < $0 } ?? true)
        }
    }
}
