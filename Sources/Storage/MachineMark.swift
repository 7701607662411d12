import TransparencyLog

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Identifies a machine and the data folder on it, so that a copied disk or folder is not taken
/// for the original (protocol §4.4).
///
/// It is the hash of the machine's id and of the inode number of the folder. Both stay the same
/// over restarts and renames; a copied folder has another inode. The device number is left out
/// because it changes at restarts (device mapper, network and overlay file systems), and a mark
/// that changes by itself would open a new epoch every morning.
///
/// What it does not see: a folder put back in place, or into an inode that was free again, and a
/// whole virtual machine cloned with its id. The first contact with a peer shows these
/// (protocol §11, sentence 5).
public struct MachineMark: Hashable, Sendable, CustomStringConvertible {
    /// Where Linux keeps its id (machine-id(5)).
    public static let machineIDPath = "/etc/machine-id"

    /// 32 bytes, as a `Head` carries them.
    public let bytes: [UInt8]
    /// Whether the machine has an id. Where it has none, as in many containers, the mark rests on
    /// the folder alone; a caller says so once at the start.
    public let hasMachineID: Bool

    /// 64 hexadecimal digits.
    public var description: String { TreeHash(bytes)?.hex ?? "" }

    /// The mark of this machine for a data folder.
    ///
    /// - Parameters:
    ///   - dataFolder: An existing folder.
    ///   - machineIDPath: Another place of the machine id, for tests and other systems.
    /// - Throws: ``StorageError/cannotOpen(path:)`` when there is no such folder.
    public static func read(
        dataFolder: String, machineIDPath: String = MachineMark.machineIDPath
    ) throws(StorageError) -> MachineMark {
        var status = stat()
        guard stat(dataFolder, &status) == 0 else { throw .cannotOpen(path: dataFolder) }
        // A missing or unreadable id is the ordinary case of a container: the mark is then made
        // without it, deterministically.
        let raw = (try? FileSystem.read(machineIDPath)) ?? []
        let identifier = raw.prefix { $0 > 0x20 && $0 < 0x7F }
        var text = "dingdian machine mark 1\n"
        text += String(decoding: identifier, as: UTF8.self) + "\n"
        text += "\(status.st_ino)\n"
        return MachineMark(
            bytes: TreeHash.sha256([UInt8](text.utf8)).bytes, hasMachineID: !identifier.isEmpty)
    }
}
