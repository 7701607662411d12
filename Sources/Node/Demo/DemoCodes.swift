import Designation

/// Codes in valid form for invented institutions. Each is unique by its serial number, and none is a
/// real one: organisation codes begin with `DM`.
struct DemoCodes {
    /// Six digits of area for the codes; regions without national digits take those of a superior.
    let area: String
    /// Over the whole demonstration, from 1.
    let serial: Int

    /// GB 11714: eight characters and a check character.
    var organisation: String {
        let body = "DM" + Self.padded(serial, 6)
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        var sum = 0
        for (byte, weight) in zip(body.utf8, weights) {
            let isDigit = byte <= UInt8(ascii: "9")
            let value = isDigit ? byte - UInt8(ascii: "0") : byte - UInt8(ascii: "A") + 10
            sum += Int(value) * weight
        }
        let check = (11 - sum % 11) % 11
        return body + (check == 10 ? "X" : String(check))
    }

    /// GB 32100 with a correct check character: 12 a public institution, 52 a private non-enterprise
    /// unit, 91 a company.
    func credit(isPublic: Bool, kind: InstitutionKind) -> String {
        let prefix = isPublic ? "12" : kind == .pharmacy || kind == .clinic ? "91" : "52"
        let first = prefix + area + organisation
        guard let check = CodeChecks.creditCheckCharacter(Array(first.utf8)) else {
            preconditionFailure("demonstration codes are in form")
        }
        return first + String(decoding: [check], as: UTF8.self)
    }

    /// `H` or `P`, area, five digits; none for care institutions, which have another register.
    func national(_ kind: InstitutionKind, serialInArea: Int) -> String {
        switch kind.type {
        case .medical: "H" + area + Self.padded(serialInArea, 5)
        case .pharmacy: "P" + area + Self.padded(serialInArea, 5)
        case .care: ""
        }
    }

    /// The licence number in the pattern of its scheme, canonical (no blanks and hyphens).
    func licence(_ kind: InstitutionKind, isPublic: Bool) -> String {
        switch kind.usualScheme {
        case .practiceLicence:
            // Organisation, area, ownership, class of institution, management class: 22 characters.
            organisation + area + (isPublic ? "11" : "21") + Self.licenceClass(kind)
                + (isPublic ? "1" : "2")
        case .clinicOfChineseMedicine: "ZY" + area + Self.padded(serial, 6)
        case .clinicFiling: "ZS" + area + Self.padded(serial, 6)
        case .drugLicence: "CB" + area.prefix(3) + Self.padded(serial, 6)
        default: "YL" + area + Self.padded(serial, 6)
        }
    }

    private static func licenceClass(_ kind: InstitutionKind) -> String {
        switch kind {
        case .communityCentre: "B100"
        case .townshipHospital: "C220"
        case .outpatientDepartment: "D110"
        case .villageClinic: "D600"
        case .emergencyCentre: "E100"
        case .maternalCentre: "G100"
        case .nursingHospital: "A700"
        default: "A100"
        }
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
