import Messages
import Yams

/// One YAML file, read within bounds and composed into a tree whose nodes know their lines.
///
/// Anchors, aliases and tags are refused before anything is composed: they are how a small file
/// becomes an endless tree, and files that people compare line by line do not need them.
struct YAMLFile {
    static let limitByteCount = 4 << 20

    /// Path relative to the federation's folder, for messages.
    let path: String
    let root: YAMLValue

    static func read(
        folder: String, path: String
    ) throws(ConfigurationError) -> YAMLFile {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(folder + "/" + path, limitByteCount: limitByteCount)
        } catch {
            throw ConfigurationError(file: path, line: nil, problem: problem(of: error))
        }
        return try YAMLFile(path: path, bytes: bytes)
    }

    init(path: String, bytes: [UInt8]) throws(ConfigurationError) {
        self.path = path
        try Self.checkBytes(bytes, path: path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: path, line: nil, problem: .notUTF8)
        }
        do {
            guard let node = try Parser(yaml: text).singleRoot() else {
                throw ConfigurationError(file: path, line: nil, problem: .empty)
            }
            root = YAMLValue(node: node, file: path, key: "", line: node.mark?.line ?? 1)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw Self.translated(error, path: path)
        }
    }

    static func problem(of failure: BoundedFile.Failure) -> ConfigurationError.Problem {
        switch failure {
        case .unreadable(let number): .unreadable(errorNumber: number)
        case .tooLarge: .tooLarge(limitByteCount: limitByteCount)
        }
    }

    /// Refuses what these files do not use, on bytes and without knowing about quotes, so that no
    /// difference between two readings of a quote can let something through. Inside quoted text the
    /// price is small: `& `, `* ` and `! ` with a blank after them stay allowed.
    private static func checkBytes(_ bytes: [UInt8], path: String) throws(ConfigurationError) {
        guard bytes.count <= limitByteCount else {
            throw ConfigurationError(
                file: path, line: nil, problem: .tooLarge(limitByteCount: limitByteCount))
        }
        var line = 1
        var previous = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
            case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
                let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: "\n")
                if !isWordByte(previous), next > 0x20 {
                    throw ConfigurationError(
                        file: path, line: line, problem: .notAllowed("an anchor, alias or tag"))
                }
            case 0x09, 0x00...0x08, 0x0B...0x1F, 0x7F:
                if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { break }
                throw ConfigurationError(
                    file: path, line: line, problem: .notAllowed("a tab or control character"))
            default: break
            }
            previous = byte
        }
        guard !containsForeignBreak(bytes) else {
            throw ConfigurationError(
                file: path, line: nil,
                problem: .notAllowed("a byte-order mark or a Unicode line separator"))
        }
    }

    /// Letters, digits and bytes of non-ASCII text: after them no anchor can begin.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...0xFF:
            true
        default: false
        }
    }

    /// U+0085, U+2028, U+2029 and U+FEFF: YAML takes the first three as line ends, so that an anchor
    /// could begin after bytes that look like text.
    private static func containsForeignBreak(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices where bytes[index] >= 0xC2 {
            switch bytes[index] {
            case 0xC2:
                if index + 1 < bytes.count, bytes[index + 1] == 0x85 { return true }
            case 0xE2:
                if index + 2 < bytes.count, bytes[index + 1] == 0x80,
                    bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9
                {
                    return true
                }
            case 0xEF:
                if index + 2 < bytes.count, bytes[index + 1] == 0xBB, bytes[index + 2] == 0xBF {
                    return true
                }
            default: break
            }
        }
        return false
    }

    /// The library's own words; of depth it speaks in names of its functions.
    private static func words(_ problem: String) -> Message {
        problem.contains("nesting")
            ? "lists and mappings stand too deep in each other" : Message(foreign: problem)
    }

    /// Yams' errors carry the whole text; only problem and line are passed on.
    private static func translated(_ error: any Error, path: String) -> ConfigurationError {
        guard let error = error as? YamlError else {
            return ConfigurationError(file: path, line: nil, problem: .syntax("unknown reason"))
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ConfigurationError(
                file: path, line: mark.line, problem: .syntax(words(problem)))
        case .duplicatedKeysInMapping(let duplicates, let context):
            return ConfigurationError(
                file: path, line: context.mark.line,
                problem: .duplicate(duplicates.first ?? "a key"))
        case .reader(let problem, _, _, _):
            return ConfigurationError(
                file: path, line: nil, problem: .syntax(words(problem)))
        default:
            return ConfigurationError(file: path, line: nil, problem: .syntax("not a document"))
        }
    }
}
