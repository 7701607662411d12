import Federation
import Logging
import Messages
import Storage
import TransparencyLog

/// The key that opens casework to pages and programs (protocol §10.4): a line of 16 to 128 letters and
/// digits in the node's folder, made at random when there is none. Whoever can read the folder can
/// read the cases anyway.
enum PageKey {
    static func readOrMake(_ folder: NodeFolder, _ logger: Logger) -> String {
        do {
            if let bytes = try FileSystem.read(folder.pageKey) {
                tighten(folder.pageKey, logger)
                if let key = checked(bytes) { return key }
                logger.say(
                    "\(folder.pageKey) holds no key (16 to 128 letters and digits); cases stay shut.",
                    level: .error)
                return fresh()
            }
            let key = fresh()
            try FileSystem.writeDurably(
                Array((key + "\n").utf8), to: folder.pageKey, isSecret: true)
            return key
        } catch {
            logger.say("\(folder.pageKey): \(error); cases stay shut to pages.", level: .error)
            return fresh()
        }
    }

    private static func tighten(_ path: String, _ logger: Logger) {
        do {
            guard try FileSystem.makePrivate(path) else { return }
            logger.say(
                "Others on this machine could read \(path); now only its owner can. "
                    + "Delete it and start the node again for a new key.",
                level: .warning)
        } catch {
            // Whoever mounts it as a secret of somebody else may mean it so: the key is as good.
            logger.say(
                "Others on this machine can read \(path), and it belongs to somebody else: let its "
                    + "owner make it private (chmod 600) or give it to this node (chown).",
                level: .warning)
        }
    }

    private static func fresh() -> String { Hex.encode(SystemEntropy.bytes(32)) }

    private static func checked(_ bytes: [UInt8]) -> String? {
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        guard (16...128).contains(line.count),
            line.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: false
                }
            })
        else { return nil }
        return String(decoding: line, as: UTF8.self)
    }
}
