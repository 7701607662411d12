import Crypto
public import Designation

/// One institution of a list, ready to be registered.
public struct ListedInstitution: Hashable, Sendable {
    public var id: InstitutionID
    public var facts: InstitutionFacts
    /// Grade as the list gives it (`三级甲等`), empty where it gives none.
    public var level: String
    /// Where the row begins in its list; 0 for one that came from no list.
    public var line: Int
    public var warnings: [ListWarning]

    public init(
        id: InstitutionID, facts: InstitutionFacts, level: String = "", line: Int = 0,
        warnings: [ListWarning] = []
    ) {
        self.id = id
        self.facts = facts
        self.level = level
        self.line = line
        self.warnings = warnings
    }

    /// Whether the identity was derived from name and address because the list gives no licence
    /// number. Such an identity is replaced when the number becomes known.
    public var isProvisional: Bool { id.scheme == .listEntry }

    /// The identity of an entry without a licence number: twelve hexadecimal digits of the SHA-256 of
    /// name and address, both without blanks, in half-width and lower case, a line feed between them.
    /// The same entry gets the same identity from every list and on every node.
    public static func provisionalID(
        name: String, address: String, issuer: RegionCode
    ) -> InstitutionID? {
        let text = Array((FoldedText.key(name) + "\n" + FoldedText.key(address)).utf8)
        var hasher = SHA256()
        text.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        let digits = Array("0123456789ABCDEF".utf8)
        var number: [UInt8] = []
        for byte in hasher.finalize().prefix(6) {
            number.append(digits[Int(byte >> 4)])
            number.append(digits[Int(byte & 15)])
        }
        return InstitutionID(
            scheme: .listEntry, issuer: issuer, number: String(decoding: number, as: UTF8.self))
    }
}

/// A row whose identity another row of the list has already.
public struct DoubledRow: Hashable, Sendable {
    public var line: Int
    /// The row that was kept.
    public var firstLine: Int
    /// Whether the two rows say different things about the institution.
    public var differs: Bool
}
