/// Checks of codes that others gave. They lead to warnings, never to a refusal: codes with a bad check
/// digit or an unknown area are in real use (domain §2).
public enum CodeChecks {
    /// The characters of GB 32100-2015, in the order of their values; I, O, S, V and Z are not used.
    static let creditAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    /// 3^i mod 31 for the seventeen places.
    private static let creditWeights = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ]

    /// The eighteenth character for the first seventeen; `nil` where these are not in form.
    public static func creditCheckCharacter(_ first: some Collection<UInt8>) -> UInt8? {
        guard first.count == 17 else { return nil }
        var sum = 0
        for (byte, weight) in zip(first, creditWeights) {
            guard let value = creditAlphabet.firstIndex(of: byte) else { return nil }
            sum += value * weight
        }
        return creditAlphabet[(31 - sum % 31) % 31]
    }

    /// Warnings about a unified social credit code; none for an empty one.
    public static func creditWarning(_ code: String) -> ListWarning? {
        guard !code.isEmpty else { return nil }
        let bytes = Array(code.utf8)
        guard bytes.count == 18, let check = creditCheckCharacter(bytes.dropLast()) else {
            return .creditCodeForm
        }
        return check == bytes[17] ? nil : .creditCodeCheckDigit
    }

    /// `H` or `P`, six digits of area, five digits; no check digit (domain §2, 国家医保编码).
    ///
    /// - Parameter isKnownArea: asked for the six digits; 320399 and the like are in real use.
    public static func nationalCodeWarning(
        _ code: String, isKnownArea: (String) -> Bool
    ) -> ListWarning? {
        guard !code.isEmpty else { return nil }
        let bytes = Array(code.utf8)
        let digits = bytes.dropFirst()
        guard bytes.count == 12, [UInt8(ascii: "H"), UInt8(ascii: "P")].contains(bytes[0]),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return .nationalCodeForm }
        let area = String(decoding: bytes[1..<7], as: UTF8.self)
        return isKnownArea(area) ? nil : .nationalCodeArea
    }
}

/// Something about an accepted row that a person should look at.
public enum ListWarning: String, Hashable, Sendable, CaseIterable {
    case creditCodeForm = "credit-code-form"
    case creditCodeCheckDigit = "credit-code-check-digit"
    case nationalCodeForm = "national-code-form"
    case nationalCodeArea = "national-code-area"
    case unknownRegion = "unknown-region"
    /// The county's name is not one of the city's; the city stands as place.
    case unknownCounty = "unknown-county"
    case unknownKind = "unknown-kind"
    /// Characters that nobody sees were taken out of a field, as programs leave them in copied numbers.
    case invisibleCharacters = "invisible-characters"
}
