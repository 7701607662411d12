public import Designation

/// Kinds of institutions within the three types, as lists and the demonstration name them.
public enum InstitutionKind: String, Sendable, CaseIterable, Hashable {
    case hospital
    case communityCentre = "community-centre"
    case townshipHospital = "township-hospital"
    case maternalCentre = "maternal-centre"
    case emergencyCentre = "emergency-centre"
    case nursingHospital = "nursing-hospital"
    case outpatientDepartment = "outpatient-department"
    case chineseClinic = "tcm-clinic"
    case villageClinic = "village-clinic"
    case clinic
    case internetHospital = "internet-hospital"
    case pharmacy
    case careHome = "care-home"

    public var type: InstitutionType {
        switch self {
        case .pharmacy: .pharmacy
        case .careHome: .care
        default: .medical
        }
    }

    /// The licence that institutions of this kind have as a rule (domain §2).
    public var usualScheme: LicenceScheme {
        switch self {
        case .pharmacy: .drugLicence
        case .careHome: .carePermit
        case .chineseClinic: .clinicOfChineseMedicine
        case .clinic: .clinicFiling
        default: .practiceLicence
        }
    }

    public var chinese: String {
        switch self {
        case .hospital: "医院"
        case .communityCentre: "社区卫生服务中心"
        case .townshipHospital: "卫生院"
        case .maternalCentre: "妇幼保健院"
        case .emergencyCentre: "急救中心"
        case .nursingHospital: "护理院"
        case .outpatientDepartment: "门诊部"
        case .chineseClinic: "中医诊所"
        case .villageClinic: "村卫生室"
        case .clinic: "诊所"
        case .internetHospital: "互联网医院"
        case .pharmacy: "药店"
        case .careHome: "养老院"
        }
    }

    /// Reads a column's value: our own word, the Chinese one, or the name of a type.
    static func named(_ text: String) -> InstitutionKind? {
        if let kind = InstitutionKind(rawValue: text) { return kind }
        switch text {
        case "medical", "医疗机构", "定点医疗机构": return .hospital
        case "零售药店", "定点零售药店": return .pharmacy
        case "care", "养老机构", "护理机构": return .careHome
        default: return allCases.first { $0.chinese == text }
        }
    }

    /// What a name alone suggests; longer words are asked first, a hospital is the last guess.
    static func suggested(byName name: String) -> InstitutionKind {
        let words: [(String, InstitutionKind)] = [
            ("互联网医院", .internetHospital), ("社区卫生服务", .communityCentre),
            ("妇幼保健", .maternalCentre), ("急救中心", .emergencyCentre), ("护理院", .nursingHospital),
            ("村卫生室", .villageClinic), ("卫生室", .villageClinic), ("卫生院", .townshipHospital),
            ("门诊部", .outpatientDepartment), ("中医诊所", .chineseClinic), ("诊所", .clinic),
            ("药房", .pharmacy), ("药店", .pharmacy), ("养老院", .careHome), ("敬老院", .careHome),
        ]
        return words.first { name.contains($0.0) }?.1 ?? .hospital
    }
}
