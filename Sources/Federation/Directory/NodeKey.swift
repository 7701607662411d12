import Crypto
import Synchronization
import TransparencyLog

/// Ed25519 signatures by keys of nodes.
///
/// The directory is built anew whenever it grows, over hundreds of epochs; signatures found valid
/// once are remembered. This changes no result, only its cost.
enum NodeKey {
    private static let maximumRemembered = 16_384
    private static let valid = Mutex<Set<TreeHash>>([])

    static func isSignature(
        _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == 64, publicKey.count == 32 else { return false }
        let name = TreeHash.sha256(publicKey + signature + message)
        if valid.withLock({ $0.contains(name) }) { return true }
        // The library refuses only a wrong length, which was checked.
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey),
            key.isValidSignature(signature, for: message)
        else { return false }
        valid.withLock {
            if $0.count >= maximumRemembered { $0.removeAll(keepingCapacity: true) }
            $0.insert(name)
        }
        return true
    }
}
