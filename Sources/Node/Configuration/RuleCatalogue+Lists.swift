import Designation

/// The names of lists, and the words that attributes of their items may have.
extension RuleCatalogue {
    /// Plain names of lists; a qualifier may follow (`conditions.medical`).
    static let lists: Set<String> = Set(
        [
            "applicants", "conditions", "major-changes", "other-changes", "refusals",
            "suspensions", "terminations", "ends", "measures", "measures-on-persons",
            "measures-on-agencies",
            "assessors",
            "assessment-content", "assessment-forms", "filings", "reports", "obligations",
            "agency-duties", "department-duties", "publications", "transitions",
            "joint-enforcement", "agreement-content",
        ] + applications.map { "materials.\($0)" })

    /// A list's name in words; what follows the first dot stays as it is.
    static func title(ofList name: String) -> LocalizedText {
        if let title = listTitles[name] { return title }
        guard let dot = name.lastIndex(of: ".") else {
            return LocalizedText(chinese: name, english: name)
        }
        let plain = title(ofList: String(name[..<dot]))
        let qualifier = RuleWording.text(String(name[name.index(after: dot)...]))
        return LocalizedText(
            chinese: "\(plain.chinese)（\(qualifier.chinese)）",
            english: "\(plain.english) (\(qualifier.english))")
    }

    private static let listTitles: [String: LocalizedText] = [
        "applicants": ("申请主体", "Who may apply"), "conditions": ("基本条件", "Conditions"),
        "materials.new": ("新增申请材料", "Materials: new designation"),
        "materials.added-service": ("新增服务材料", "Materials: further service"),
        "materials.renewal": ("续签材料", "Materials: renewal"),
        "materials.change": ("变更材料", "Materials: change"),
        "materials.suspension": ("中止材料", "Materials: suspension"),
        "materials.end": ("终止材料", "Materials: end"),
        "materials.resumption": ("恢复材料", "Materials: resumption"),
        "materials.third-party": ("第三方备案材料", "Materials: third parties"),
        "materials.internet": ("互联网服务材料", "Materials: internet services"),
        "major-changes": ("重大信息变更", "Major changes"),
        "other-changes": ("其他信息变更", "Other changes"),
        "refusals": ("不予受理情形", "Reasons to refuse"),
        "suspensions": ("中止情形", "Reasons to suspend"),
        "terminations": ("解除情形", "Reasons to terminate"), "ends": ("终止情形", "Ends"),
        "measures": ("对机构的处理", "Measures"),
        "measures-on-persons": ("对人员、科室的处理", "Measures on persons and departments"),
        "measures-on-agencies": ("对经办机构的处理", "Measures on agencies"),
        "assessors": ("评估人员", "Assessors"),
        "assessment-content": ("评估内容", "What is assessed"),
        "assessment-forms": ("评估方式", "Forms of assessment"),
        "filings": ("备案", "Filings"), "reports": ("报告", "Reports"),
        "obligations": ("机构义务", "Obligations of institutions"),
        "agency-duties": ("经办机构职责", "Duties of agencies"),
        "department-duties": ("行政部门职责", "Duties of departments"),
        "publications": ("公布", "Publications"), "transitions": ("过渡", "Transitions"),
        "joint-enforcement": ("联合惩戒", "Joint enforcement"),
        "agreement-content": ("协议内容", "Content of agreements"),
    ].mapValues { LocalizedText(chinese: $0.0, english: $0.1) }

    /// Kinds of applications for which materials are listed.
    static let applications = [
        "new", "added-service", "renewal", "change", "suspension", "end", "resumption",
        "third-party", "internet",
    ]

    static func isList(_ name: String) -> Bool {
        if lists.contains(name) { return true }
        guard let dot = name.lastIndex(of: ".") else { return false }
        return qualifiers.contains(String(name[name.index(after: dot)...]))
            && lists.contains(String(name[..<dot]))
    }

    /// Types and kinds of institutions that an item may name: those of lists of institutions, and
    /// those that only the editions tell apart.
    static let institutionKinds: [String] =
        ["medical", "pharmacy", "care"] + InstitutionKind.allCases.map(\.rawValue)
        + [
            "in-house", "military", "specialised-hospital", "chinese-medicine-hospital",
            "prevention-centre", "hospice-centre", "blood-purification-centre",
            "imaging-centre", "laboratory-centre", "pathology-centre", "rehabilitation-centre",
            "independent-facility", "care-inner-institution", "community-station", "station",
            "home-care", "community-care", "nursing-institution", "online-pharmacy",
            "pharmacy-chain", "third-party", "branch", "medical-community", "public", "private",
        ]

    /// Who receives filings and reports.
    static let recipients = [
        "agency", "city-agency", "provincial-agency", "higher-agency", "national-agency",
        "department", "city-department", "provincial-department", "higher-department",
        "national-department", "institution", "applicant", "public", "insured", "health-authority",
        "drug-authority", "market-authority", "civil-affairs", "public-security",
        "disciplinary-organ", "credit-platform", "other-pools", "pair-agency", "fund-supervisor",
        "court", "national-platform",
    ]

    /// Lists that go with a filing.
    static let contents = ["designated", "terminated"]

    static let roles = [
        "clerk", "assessor", "reviewer", "signer", "supervisor", "auditor", "administrator",
    ]

    /// Words that may stand for a span in `within`.
    static let moments = [
        "at-once", "promptly", "same-day", "regularly", "monthly", "quarterly", "yearly",
        "before-end", "in-advance",
    ]

    /// Names of the values that say how long a reason bars.
    static func isBar(_ name: String) -> Bool {
        name.hasPrefix("bar.") && kind(of: name) != nil
    }
}
