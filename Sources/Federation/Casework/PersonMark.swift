import CryptoExtras
import FoundationEssentials
public import TransparencyLog

/// A person without the name: scrypt of the ID number with a secret that only provincial nodes
/// hold, tagged with the secret's edition (protocol §10.3). Equal marks of an edition: one person.
public struct PersonMark: Sendable, Hashable {
    public var secretEdition: UInt32
    public var mark: TreeHash

    public init(secretEdition: UInt32, mark: TreeHash) {
        self.secretEdition = secretEdition
        self.mark = mark
    }

    /// The cost of a guess: 2^15 rounds of 1 KiB, 32 MiB of memory and about a tenth of a second.
    /// ID numbers can be enumerated, so the cost only slows down; it is the secret that protects.
    public static let rounds = 1 << 15

    /// Makes the mark of an ID number.
    ///
    /// - Parameters:
    ///   - idNumber: as on the card; blanks are left out and a check letter is made upper case.
    ///   - secret: of the federation, at least 32 bytes.
    /// - Throws: ``CaseError/wrongLength`` for a short secret, ``CaseError/malformed`` for
    ///   something that is no ID number: 8 to 24 letters and digits.
    public static func make(
        idNumber: String, secret: [UInt8], secretEdition: UInt32, rounds: Int = PersonMark.rounds
    ) throws(CaseError) -> PersonMark {
        guard secret.count >= 32 else { throw .wrongLength }
        let canonical = try canonical(idNumber)
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: canonical, salt: Array("dingdian person mark v1\n".utf8) + secret,
                outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: 1)
            let bytes = key.withUnsafeBytes { [UInt8]($0) }
            guard let mark = TreeHash(bytes) else { throw CaseError.malformed }
            return PersonMark(secretEdition: secretEdition, mark: mark)
        } catch {
            throw .malformed
        }
    }

    /// The form in which ID numbers are marked, so that one card has one mark.
    ///
    /// - Throws: ``CaseError/malformed`` for something that is no ID number.
    @discardableResult
    public static func canonical(_ idNumber: String) throws(CaseError) -> [UInt8] {
        let canonical = [UInt8](idNumber.uppercased().utf8.filter { $0 != 0x20 })
        guard (8...24).contains(canonical.count),
            canonical.allSatisfy({
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
            })
        else { throw .malformed }
        return canonical
    }

    static func read(_ field: WireReader.Field) throws(EntryError) -> PersonMark {
        var edition: UInt32 = 0
        var mark: TreeHash?
        try EntryBodyCodec.fields(of: field, through: 2) { inner throws(EntryError) in
            switch inner.number {
            case 1: edition = try inner.uint32()
            default: mark = try EpochOpenedCodec.hash(inner)
            }
        }
        guard let mark else { throw .malformed(field: field.number) }
        return PersonMark(secretEdition: edition, mark: mark)
    }
}
