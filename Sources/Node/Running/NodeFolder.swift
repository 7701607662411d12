public import Designation
public import Federation
public import Messages
import Storage
import TransparencyLog

/// The files of one node: what is secret, what is trusted, what is data.
///
///     node.yaml        settings (address, peers); may be edited
///     anchor           the federation's anchor
///     node.key         node key and encryption key, 0600; never leaves the machine
///     node.key.next    the same with the next node key, until `rekey --use` (protocol §2.4)
///     node.key.old     the same with the node key before, from then on
///     mark.secret      federation's secret for marks of persons, 0600; provincial nodes only
///     pages.key        key that opens cases to pages and programs, 0600
///     epochs/<stream>  key of the current epoch of each own log, 0600
///     heads.sqlite     committed heads; no part of a backup
///     logs.sqlite      all logs; blobs/ attachments
///     derived.sqlite   can be deleted
///     control          address and token for the local command line while the node runs, 0600
public struct NodeFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var settings: String { path + "/node.yaml" }
    public var anchor: String { path + "/anchor" }
    /// The key that takes the place of `node.key` once a superior has recorded it.
    public var nextKeys: String { path + "/node.key.next" }
    /// The key before that one.
    public var oldKeys: String { path + "/node.key.old" }
    public var keys: String { path + "/node.key" }
    public var markSecret: String { path + "/mark.secret" }
    public var pageKey: String { path + "/pages.key" }
    public var epochs: String { path + "/epochs" }
    public var heads: String { "\(path)/\(StoreFile.heads.rawValue)" }
    public var logs: String { "\(path)/\(StoreFile.logs.rawValue)" }
    public var blobs: String { path + "/blobs" }
    public var derived: String { "\(path)/\(StoreFile.derived.rawValue)" }
    public var control: String { path + "/control" }

    public var exists: Bool { FileSystem.byteCount(keys) != nil }

    /// Makes the folder of a new node: keys from `entropy`, an empty head store.
    ///
    /// - Throws: ``NodeError/exists(_:)`` when there is one; nothing is overwritten.
    public func create(
        name: String, anchor: Anchor, entropy: () -> [UInt8]
    ) throws -> NodePublicKeys {
        let secrets = NodeSecrets(name: name, nodeSeed: entropy(), encryptionSeed: entropy())
        try create(secrets, anchor: anchor)
        return secrets.publicKeys
    }

    /// The same with keys that were made already. The key file comes last: a folder without one is
    /// unfinished and is made anew.
    func create(_ secrets: NodeSecrets, anchor: Anchor) throws {
        guard !exists else { throw NodeError.exists(path) }
        try FileSystem.makeFolder(path)
        try FileSystem.makeFolder(epochs)
        if FileSystem.byteCount(heads) == nil {
            _ = try HeadDatabase(path: heads, createIfMissing: true)
        }
        try FileSystem.writeDurably(try anchor.encoded(), to: self.anchor)
        try FileSystem.writeDurably(secrets.encoded(), to: keys, isSecret: true)
    }

    public func readSecrets() throws -> NodeSecrets {
        guard let bytes = try FileSystem.read(keys), let secrets = NodeSecrets(encoded: bytes)
        else { throw NodeError.unreadable(keys) }
        return secrets
    }

    /// Makes the next node key, or finds the one that was made; the encryption key stays, since
    /// cases are sealed for it.
    ///
    /// - Returns: the secrets with the next key.
    /// - Throws: ``StorageError`` when the file cannot be written.
    public func makeNextKey(entropy: () -> [UInt8]) throws -> NodeSecrets {
        if let made = try readNextKey() { return made }
        var secrets = try readSecrets()
        secrets.nodeSeed = entropy()
        try FileSystem.writeDurably(secrets.encoded(), to: nextKeys, isSecret: true)
        return secrets
    }

    /// Puts the next key in place of the present one, which is kept beside it.
    ///
    /// - Returns: `false` when no next key was made.
    /// - Throws: ``StorageError`` when a file cannot be replaced; the old key is then still in use.
    @discardableResult
    public func useNextKey() throws -> Bool {
        guard let next = try readNextKey() else { return false }
        try FileSystem.writeDurably(try readSecrets().encoded(), to: oldKeys, isSecret: true)
        try FileSystem.writeDurably(next.encoded(), to: keys, isSecret: true)
        try FileSystem.remove(nextKeys)
        return true
    }

    /// The secrets with the next key; `nil` when none was made.
    func readNextKey() throws -> NodeSecrets? {
        guard let bytes = try FileSystem.read(nextKeys) else { return nil }
        guard let made = NodeSecrets(encoded: bytes) else { throw NodeError.unreadable(nextKeys) }
        return made
    }

    public func readAnchor() throws -> Anchor {
        guard let bytes = try FileSystem.read(anchor) else { throw NodeError.unreadable(anchor) }
        return try Anchor(parsing: bytes)
    }
}

/// The keys of a node as the file holds them: three lines of text.
public struct NodeSecrets: Sendable {
    public var name: String
    public var nodeSeed: [UInt8]
    public var encryptionSeed: [UInt8]

    func encoded() -> [UInt8] {
        Array("\(name)\n\(Hex.encode(nodeSeed))\n\(Hex.encode(encryptionSeed))\n".utf8)
    }

    init(name: String, nodeSeed: [UInt8], encryptionSeed: [UInt8]) {
        self.name = name
        self.nodeSeed = nodeSeed
        self.encryptionSeed = encryptionSeed
    }

    init?(encoded: [UInt8]) {
        let lines = String(decoding: encoded, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 3, let node = Hex.decode(lines[1]), node.count == 32,
            let encryption = Hex.decode(lines[2]), encryption.count == 32
        else { return nil }
        self.init(name: lines[0], nodeSeed: node, encryptionSeed: encryption)
    }

    public var publicKeys: NodePublicKeys {
        NodePublicKeys(
            name: name, nodeKey: NodeSigning.publicKey(seed: nodeSeed),
            encryptionKey: SealingKey.publicKey(seed: encryptionSeed))
    }
}

/// What a parent needs to enrol a node.
public struct NodePublicKeys: Sendable, Hashable {
    public var name: String
    public var nodeKey: [UInt8]
    public var encryptionKey: [UInt8]

    public init(name: String, nodeKey: [UInt8], encryptionKey: [UInt8]) {
        self.name = name
        self.nodeKey = nodeKey
        self.encryptionKey = encryptionKey
    }
}

/// Keys of epochs as files, written durably before they are used.
public final class EpochKeyFiles: KeyStore {
    private let folder: String

    public init(folder: String) { self.folder = folder }

    public func currentEpochs() throws -> [Designation.Stream: EpochKey] {
        var epochs: [Designation.Stream: EpochKey] = [:]
        for stream in Designation.Stream.allCases {
            guard let bytes = try FileSystem.read("\(folder)/\(stream.rawValue)") else { continue }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            guard lines.count == 2, let seed = Hex.decode(String(lines[1])), seed.count == 32 else {
                throw NodeError.unreadable("\(folder)/\(stream.rawValue)")
            }
            epochs[stream] = EpochKey(origin: try Origin(String(lines[0])), seed: seed)
        }
        return epochs
    }

    public func setCurrentEpoch(_ stream: Designation.Stream, _ key: EpochKey) throws {
        let text = "\(key.origin.text)\n\(Hex.encode(key.seed))\n"
        try FileSystem.writeDurably(
            Array(text.utf8), to: "\(folder)/\(stream.rawValue)", isSecret: true)
    }
}

/// Why a node did not start or do what was asked.
public enum NodeError: Worded, Sendable {
    case exists(String)
    case unreadable(String)
    case unknownNode(String)
    case notRunning(String)
    case settings(Message)

    public var message: Message {
        switch self {
        case .exists(let path): "There is a node in \(path) already; choose another folder."
        case .unreadable(let path):
            "\(path) is missing or damaged; restore it from where the node was set up, "
                + "or set the node up anew and let its parent enrol the new key."
        case .unknownNode(let name): "There is no node \(name) in this federation's folder."
        case .notRunning(let path): "No node runs in \(path); start it with `dingdian serve`."
        case .settings(let problem): problem
        }
    }
}

/// Lower-case hexadecimal.
enum Hex {
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8((digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0))
        }
    }
}
