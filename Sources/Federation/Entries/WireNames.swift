import Designation

/// The numbers of `entry.proto` for enumerations whose Swift cases are named by text.
enum WireNames {
    /// Position in the list is the number; 0 stands for "unspecified" and is never valid.
    static let schemes: [LicenceScheme] = [
        .practiceLicence, .clinicOfChineseMedicine, .clinicFiling, .militaryPermit, .drugLicence,
        .carePermit, .civilAffairsFiling, .publicInstitution, .listEntry,
    ]
    static let services: [Service] = [
        .outpatient, .inpatient, .purchase, .chronicDisease, .dualChannel, .care, .internet,
    ]
    static let scopes: [FundScope] = [.basic, .pooledFund, .personalAccount, .care]
    static let competencies: [Competency] = [
        .enrol, .close, .delegate, .regions, .edition, .calendar, .group, .decision, .register,
        .accept, .assess, .approve, .notice, .sign, .change, .renew, .end, .suspend, .resume,
        .terminate, .withdraw, .publish, .bar, .review, .attest,
    ]

    static func number(_ scheme: LicenceScheme) -> UInt64 {
        switch scheme {
        case .practiceLicence: 1
        case .clinicOfChineseMedicine: 2
        case .clinicFiling: 3
        case .militaryPermit: 4
        case .drugLicence: 5
        case .carePermit: 6
        case .civilAffairsFiling: 7
        case .publicInstitution: 8
        case .listEntry: 9
        }
    }

    static func number(_ service: Service) -> UInt64 {
        switch service {
        case .outpatient: 1
        case .inpatient: 2
        case .purchase: 3
        case .chronicDisease: 4
        case .dualChannel: 5
        case .care: 6
        case .internet: 7
        }
    }

    static func number(_ scope: FundScope) -> UInt64 {
        switch scope {
        case .basic: 1
        case .pooledFund: 2
        case .personalAccount: 3
        case .care: 4
        }
    }

    static func number(_ act: Competency) -> UInt64 {
        // Every case is in the list, which a test checks.
        UInt64((competencies.firstIndex(of: act) ?? -1) + 1)
    }

    /// The value at a number from outside.
    static func value<T>(_ list: [T], _ number: UInt64, field: Int) throws(EntryError) -> T {
        guard number >= 1, number <= UInt64(list.count) else { throw .unknownValue(field: field) }
        return list[Int(number) - 1]
    }
}
