import Crypto
import Messages
import TransparencyLog

/// An attachment that is arriving: the open `<hex>.part`, locked, and the hash so far.
///
/// Used by one transfer, one step after the other, from whichever thread does the step; that is
/// what makes `@unchecked Sendable` right.
final class PartialAttachment: @unchecked Sendable {
    private let folder: OpenFile
    private let file: OpenFile
    private let sha256: TreeHash
    private var hash = SHA256()
    /// Bytes on disk and in the hash.
    private(set) var byteCount = 0

    private var partName: String { sha256.hex + ".part" }

    /// Opens what an earlier attempt left, or begins.
    ///
    /// - Returns: nil when the complete attachment is here.
    init?(root: String, sha256: TreeHash, maximumByteCount: Int) throws(TransportError) {
        guard let folder = try OpenFile.folder(path: root) else { throw .folder(.missing) }
        if try folder.file(sha256.hex) != nil { return nil }
        self.sha256 = sha256
        file = try folder.writableFile(sha256.hex + ".part", truncating: false)
        // Two transfers of one attachment would write over each other. Between opening and
        // locking the other one may have finished; then this is no longer the part, but the
        // complete attachment, and must not be touched.
        try file.lock()
        if try folder.file(sha256.hex) != nil { return nil }
        guard try file.isNamed(sha256.hex + ".part", in: folder) else { throw .folder(.busy) }
        self.folder = folder
        try takeUp(limit: maximumByteCount)
    }

    /// Hashes what is there already.
    private func takeUp(limit: Int) throws(TransportError) {
        guard try file.byteCount <= limit else { return try restart() }
        while true {
            let bytes = try file.read(at: byteCount, atMost: 1 << 20)
            if bytes.isEmpty { return }
            hash.update(data: bytes)
            byteCount += bytes.count
        }
    }

    private func restart() throws(TransportError) {
        try file.truncate()
        hash = SHA256()
        byteCount = 0
    }

    /// Takes bytes that begin at `start`: the end of what is here, or 0 from a source that
    /// began anew.
    func append(_ bytes: [UInt8], at start: UInt64, limit: Int) throws(TransportError) {
        if start != UInt64(byteCount) {
            guard start == 0 else { throw .malformed("answer (content range)") }
            // Cut short, a fresh start would be worth less than what is here.
            guard bytes.count > byteCount else { return }
            try restart()
        }
        guard bytes.count <= limit - byteCount else {
            try discard()
            throw .tooLarge(limit: limit)
        }
        try file.write(bytes, at: byteCount)
        hash.update(data: bytes)
        byteCount += bytes.count
    }

    /// Gives the attachment its name if it is what was asked for, durably: `fsync`, `renameat`,
    /// `fsync` of the folder. A crash before the rename leaves a part that is complete, and the
    /// next attempt hashes it and finishes.
    func complete() throws(TransportError) {
        guard Array(hash.finalize()) == sha256.bytes else {
            try discard()
            throw .hashMismatch
        }
        try file.synchronize()
        try folder.rename(partName, to: sha256.hex)
        try folder.synchronize()
    }

    /// Lets another transfer have the attachment. This one must not be used any more.
    func release() {
        file.unlock()
    }

    /// Of what nothing has come no file is left behind.
    func discardIfEmpty() throws(TransportError) {
        if byteCount == 0 { try discard() }
    }

    func discard() throws(TransportError) {
        try restart()
        try folder.remove(partName)
    }
}
