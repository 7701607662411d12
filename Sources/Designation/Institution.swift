/// What kind of paper gives an institution its identity (protocol §1.2).
public enum LicenceScheme: String, Sendable, CaseIterable, Hashable {
    case practiceLicence = "practice-licence"
    case clinicOfChineseMedicine = "tcm-clinic-filing"
    case clinicFiling = "clinic-filing"
    case militaryPermit = "military-permit"
    case drugLicence = "drug-licence"
    case carePermit = "care-permit"
    case civilAffairsFiling = "civil-affairs-filing"
    case publicInstitution = "public-institution"
    /// Derived from name and address of a list that gives no licence number: provisional.
    case listEntry = "list-entry"

    /// The type of institution that has such a paper (N5, P5, S2 9), where no register says it.
    public var usualType: InstitutionType {
        switch self {
        case .drugLicence: .pharmacy
        case .carePermit, .civilAffairsFiling, .publicInstitution: .care
        case .practiceLicence, .clinicOfChineseMedicine, .clinicFiling, .militaryPermit, .listEntry:
            .medical
        }
    }
}

/// The identity of an institution: licence scheme, issuing region, number (protocol §1.2).
///
/// The canonical text is `scheme:region:number`; two identities are equal exactly when their
/// canonical texts are. Numbers are canonical: upper case ASCII letters and digits, no blanks, no
/// hyphens, 1 to 40 of them.
public struct InstitutionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let scheme: LicenceScheme
    public let issuer: RegionCode
    public let number: String

    /// - Returns: `nil` unless `number` is in canonical form (protocol §1.2).
    public init?(scheme: LicenceScheme, issuer: RegionCode, number: String) {
        guard Self.isCanonical(number) else { return nil }
        self.scheme = scheme
        self.issuer = issuer
        self.number = number
    }

    /// Parses `scheme:region:number`.
    public init?(_ text: String) {
        // By bytes: the hot question comes with one, and characters cost a search for their ends each.
        let colon = UInt8(ascii: ":")
        let bytes = text.utf8
        guard let first = bytes.firstIndex(of: colon),
            let second = bytes[bytes.index(after: first)...].firstIndex(of: colon),
            let scheme = LicenceScheme(rawValue: String(text[..<first])),
            let issuer = RegionCode(String(text[bytes.index(after: first)..<second]))
        else { return nil }
        self.init(
            scheme: scheme, issuer: issuer, number: String(text[bytes.index(after: second)...]))
    }

    /// Folds what a person typed into canonical form: full-width letters and digits to ASCII, upper
    /// case, without blanks and hyphens (protocol §1.2). `nil` when something else remains.
    public static func canonicalNumber(_ typed: String) -> String? {
        var folded = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars.prefix(200) {
            switch scalar.value {
            case 0x20, 0x3000, 0x2D, 0xFF0D, 0x2010...0x2015, 0x09: continue
            case 0xFF01...0xFF5E:
                guard let narrow = Unicode.Scalar(scalar.value - 0xFEE0) else { return nil }
                folded.append(narrow)
            default: folded.append(scalar)
            }
        }
        let number = String(folded).uppercased()
        return isCanonical(number) ? number : nil
    }

    public var description: String {
        var text = ""
        text.reserveCapacity(64)
        text += scheme.rawValue
        text += ":"
        text += issuer.text
        text += ":"
        text += number
        return text
    }

    /// Numbers tell institutions apart nearly always; equality looks at all three parts.
    public func hash(into hasher: inout Hasher) { hasher.combine(number) }

    public static func < (left: InstitutionID, right: InstitutionID) -> Bool {
        (left.scheme.rawValue, left.issuer, left.number)
            < (right.scheme.rawValue, right.issuer, right.number)
    }

    private static func isCanonical(_ number: String) -> Bool {
        let bytes = number.utf8
        guard (1...40).contains(bytes.count) else { return false }
        return bytes.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
    }
}

/// What the rules distinguish: national Order No. 2, Order No. 3, and Jilin's care institutions.
public enum InstitutionType: UInt8, Sendable, CaseIterable, Hashable {
    case medical = 1
    case pharmacy = 2
    case care = 3

    /// As editions qualify values by it, and as JSON and the string catalogues name it: `medical`, `pharmacy`, `care`.
    public var name: String {
        switch self {
        case .medical: "medical"
        case .pharmacy: "pharmacy"
        case .care: "care"
        }
    }
}

/// Public facts of an institution, as its register events give them.
public struct InstitutionFacts: Hashable, Sendable {
    public var name: String
    public var type: InstitutionType
    /// Grade or kind within the type, free of rules: `hospital`, `clinic`, `village-clinic`, …
    public var kind: String
    /// The region of its seat (N44 ¶2: 所在地).
    public var place: RegionCode
    public var address: String
    public var phone: String
    public var nationalCode: String
    public var socialCreditCode: String
    public var isPublicInstitution: Bool
    /// The licence that this one replaced; sanctions and bars follow it (protocol §7.5).
    public var predecessor: InstitutionID?
    public var isDemonstration: Bool

    public init(
        name: String, type: InstitutionType, kind: String, place: RegionCode, address: String = "",
        phone: String = "", nationalCode: String = "", socialCreditCode: String = "",
        isPublicInstitution: Bool = false, predecessor: InstitutionID? = nil,
        isDemonstration: Bool = false
    ) {
        self.name = name
        self.type = type
        self.kind = kind
        self.place = place
        self.address = address
        self.phone = phone
        self.nationalCode = nationalCode
        self.socialCreditCode = socialCreditCode
        self.isPublicInstitution = isPublicInstitution
        self.predecessor = predecessor
        self.isDemonstration = isDemonstration
    }
}
