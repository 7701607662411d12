/// What an application may state besides items of lists (protocol §10.8): figures that the values of an
/// edition are compared with, and facts on which other values depend.
public enum CaseFigure: String, Sendable, CaseIterable, Hashable {
    /// A number of beds (N6(3)).
    case beds
    /// `none`, `internal` or `independent` (N6(3), S0 四(二)).
    case insuranceDepartment = "insurance-department"
    /// Staff for insurance matters, and for how long the shortest of their contracts runs (P5(3)).
    case insuranceStaff = "insurance-staff"
    case insuranceStaffContracts = "insurance-staff-contracts"
    /// Physicians first registered at the institution (N6(2)).
    case physicians
    /// Pharmacists registered in the place, and their contracts (P5(2)).
    case pharmacists
    case pharmacistContracts = "pharmacist-contracts"
    /// A day (N6(1), P5(1)).
    case runningSince = "running-since"
    /// The region whose people are served (S2 5).
    case peopleServed = "people-served"
    /// Some of `employees`, `residents`, `serious-illness` (S2 35).
    case insurances
    /// The licence of the institution that applies for this one (S0 三, S4).
    case appliedThrough = "applied-through"
    /// `yes`: a village clinic that a township hospital runs (S2 23(4)).
    case runByTownship = "run-by-township"
    /// `lead`: signs for a county medical community (S2 23(3)).
    case medicalCommunity = "medical-community"
    /// `agency` or `institution`: who organises a renewal (N41, P38, S0 七).
    case organisedBy = "organised-by"
    /// `passed` or `failed`: the appraisal before an earlier agreement is renewed (S0 十).
    case appraisal
    /// `earlier` or `current`: by which standard of floor area it was assessed again (S4).
    case areaStandard = "area-standard"

    /// Names are 1 to 64 of `a-z`, `0-9`, `-` and `.`, so that their order is that of their bytes.
    public static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            }
    }

    /// The kinds of insurance that an application is for (S2 35).
    static let allInsurances: Set<String> = ["employees", "residents", "serious-illness"]

    /// Whether a text is a value of this figure.
    public func isValid(_ text: String) -> Bool {
        switch self {
        case .beds, .insuranceStaff, .physicians, .pharmacists: Self.number(text) != nil
        case .insuranceStaffContracts, .pharmacistContracts: RuleSpan(text) != nil
        case .runningSince: LegalDate(text) != nil
        case .peopleServed: RegionCode(text) != nil
        case .insurances:
            Set(PolicyValue.words(of: text)).isSubset(of: Self.allInsurances)
        case .appliedThrough: InstitutionID(text) != nil
        case .insuranceDepartment: ["none", "internal", "independent"].contains(text)
        case .runByTownship: ["yes", "no"].contains(text)
        case .medicalCommunity: ["lead", "no"].contains(text)
        case .organisedBy: ["agency", "institution"].contains(text)
        case .appraisal: ["passed", "failed"].contains(text)
        case .areaStandard: ["earlier", "current"].contains(text)
        }
    }

    /// At most seven digits.
    static func number(_ text: String) -> Int? {
        guard (1...7).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}

/// A condition of the edition beside what the application states of it (N6, P5, S2 9).
public struct CaseCondition: Hashable, Sendable {
    public enum Standing: String, Sendable, CaseIterable, Hashable {
        case met
        case notMet = "not-met"
        case notStated = "not-stated"

        /// Of several things that are asked together.
        static func all(_ parts: [Standing]) -> Standing {
            if parts.contains(.notMet) { return .notMet }
            return parts.contains(.notStated) ? .notStated : .met
        }
    }

    /// An item of `conditions`.
    public var item: String
    public var citations: [Citation]
    public var standing: Standing
    /// What is asked, as name and value (`physicians-at-least 1`), and what was stated; each may be
    /// empty.
    public var required: [String]
    public var stated: [String]
}
