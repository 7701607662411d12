import Federation
public import Messages

/// Why a file of the federation's folder cannot be used, and where.
///
/// The text names file, line and what to do. Values are quoted only as far as they are names of the
/// configuration itself, shortened, with control characters replaced.
public struct ConfigurationError: Worded, Hashable, Sendable {
    /// Identity of the problem, for callers and tests; the facts are for people.
    public enum Problem: Hashable, Sendable {
        /// The system's error number; 0 where the file is of a kind that cannot be read.
        case unreadable(errorNumber: Int32)
        case tooLarge(limitByteCount: Int)
        case notUTF8
        /// Anchors, aliases, tags and characters that these files do not use.
        case notAllowed(Message)
        case syntax(Message)
        case empty
        case missingKey(String)
        case unknownKey(String, allowed: [String])
        /// `key` is the path inside the file, empty for the whole document; `expected` says what stands
        /// there in a good file.
        case badValue(key: String, expected: Message)
        case tooMany(key: String, limit: Int)
        case duplicate(String)
        case unknownReference(kind: Message, name: String)
        case cycle(kind: Message, names: [String])
        /// Two statements of the folder that cannot both hold.
        case contradiction(Message)
    }

    /// Path relative to the federation's folder.
    public var file: String
    /// Counted from 1; `nil` where the problem concerns the whole file.
    public var line: Int?
    public var problem: Problem

    public init(file: String, line: Int?, problem: Problem) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    public var message: Message {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(problem.message)"
    }
}

extension ConfigurationError.Problem {
    fileprivate var message: Message {
        switch self {
        case .unreadable(let number):
            switch number {
            case 0: "not a regular file; give a file"
            case Self.noSuchFile: "there is no such file; check the path"
            default:
                "cannot be read (system error \(number)); check that it exists and may be read"
            }
        case .tooLarge(let limit):
            "larger than \(limit) bytes; split it or remove what is not needed"
        case .notUTF8: "not UTF-8; save it as UTF-8"
        case .notAllowed(let what): "\(what) may not stand here; write the value out"
        case .syntax(let what): "not readable as YAML: \(what)"
        case .empty: "empty; remove the file or fill it"
        case .missingKey(let key): "key \(Self.shown(key)) is missing; add it"
        case .unknownKey(let key, let allowed):
            "unknown key \(Self.shown(key)); known here: \(allowed)"
        case .badValue("", let expected): "the document must be \(expected)"
        case .badValue(let key, let expected): "\(Self.shown(key)) must be \(expected)"
        case .tooMany(let key, let limit): "\(Self.shown(key)) has more than \(limit) entries"
        case .duplicate(let name): "\(Self.shown(name)) stands twice; remove one"
        case .unknownReference(let kind, let name):
            "no \(kind) is named \(Self.shown(name)); correct the name or add it"
        case .cycle(let kind, let names):
            "\(kind) form a circle: \(names.map(Self.shown).joined(separator: " → "))"
        case .contradiction(let what): what
        }
    }

    /// `ENOENT`, the one number that people cause every day.
    private static let noSuchFile: Int32 = 2

    /// A name from a file as it may be printed: bounded, one line, without control characters.
    static func shown(_ name: String) -> String {
        let text = PlainText.shown(
            String(String.UnicodeScalarView(name.unicodeScalars.prefix(60))))
        return "'" + text + (name.unicodeScalars.count > 60 ? "…'" : "'")
    }
}
