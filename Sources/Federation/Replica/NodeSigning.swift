import Crypto

/// Ed25519 with keys given as seeds: what only the holder of a node key does.
public enum NodeSigning {
    /// The 32-byte public key of a 32-byte seed.
    ///
    /// - Precondition: the seed has 32 bytes; seeds come from this machine's own files.
    public static func publicKey(seed: [UInt8]) -> [UInt8] {
        Array(key(seed).publicKey.rawRepresentation)
    }

    /// A 64-byte signature of `message`.
    public static func sign(_ message: [UInt8], seed: [UInt8]) -> [UInt8] {
        do {
            return Array(try key(seed).signature(for: message))
        } catch {
            preconditionFailure("signing with a whole key does not fail: \(error)")
        }
    }

    private static func key(_ seed: [UInt8]) -> Curve25519.Signing.PrivateKey {
        do {
            return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        } catch {
            preconditionFailure("a seed has 32 bytes")
        }
    }
}

/// X25519 keys for sealed case payloads.
public enum SealingKey {
    /// The 32-byte public key of a 32-byte private key.
    public static func publicKey(seed: [UInt8]) -> [UInt8] {
        do {
            let key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed)
            return Array(key.publicKey.rawRepresentation)
        } catch {
            preconditionFailure("a private key has 32 bytes")
        }
    }
}
