import Crypto
import FoundationEssentials
import TransparencyLog

/// What payloads and attachments of a case are sealed in (protocol §10.1).
///
/// | offset | size | meaning |
/// |---|---|---|
/// | 0 | 1 | version, 1 |
/// | 1 | 12 | nonce: HMAC-SHA256 by the case key over salt and associated data |
/// | 13 | n + 32 | ChaCha20-Poly1305 of salt (32) and plaintext (n) |
/// | n + 45 | 16 | tag |
enum CaseSeal {
    static let overhead = 1 + 12 + 32 + 16

    /// - Parameters:
    ///   - caseKey: 32 random bytes, one key per case.
    ///   - salt: 32 random bytes, never used before; the nonce comes from it.
    ///   - associated: where it belongs.
    static func seal(
        _ plaintext: [UInt8], caseKey: [UInt8], salt: [UInt8], associated: [UInt8]
    ) throws(CaseError) -> [UInt8] {
        guard caseKey.count == 32, salt.count == 32 else { throw .wrongLength }
        do {
            let key = SymmetricKey(data: caseKey)
            let code = HMAC<SHA256>.authenticationCode(for: salt + associated, using: key)
            let box = try ChaChaPoly.seal(
                salt + plaintext, using: key, nonce: ChaChaPoly.Nonce(data: Array(code).prefix(12)),
                authenticating: associated)
            return [1] + [UInt8](box.combined)
        } catch {
            throw .wrongLength
        }
    }

    static func open(
        _ bytes: [UInt8], caseKey: [UInt8], associated: [UInt8]
    ) throws(CaseError) -> (salt: [UInt8], plaintext: [UInt8]) {
        guard bytes.count >= overhead, bytes[0] == 1 else { throw .malformed }
        guard caseKey.count == 32 else { throw .wrongLength }
        let opened: [UInt8]
        do {
            let box = try ChaChaPoly.SealedBox(combined: bytes.dropFirst())
            opened = [UInt8](
                try ChaChaPoly.open(
                    box, using: SymmetricKey(data: caseKey), authenticating: associated))
        } catch {
            throw .cannotOpen
        }
        return ([UInt8](opened.prefix(32)), [UInt8](opened.dropFirst(32)))
    }
}
