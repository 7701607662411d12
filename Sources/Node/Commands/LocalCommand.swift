import Federation
public import FoundationEssentials
public import Messages

/// One call of the command line, as it travels to the node that holds the stores.
public struct LocalCommand: Codable, Sendable, Hashable {
    /// For example `status` or `log cat`.
    public var name: String
    /// Values of options without their dashes; a flag has the value `yes`.
    public var options: [String: String]
    public var arguments: [String]
    /// Contents of small files, by name; large ones are named by absolute path instead.
    public var files: [String: Data]

    public init(
        _ name: String, options: [String: String] = [:], arguments: [String] = [],
        files: [String: [UInt8]] = [:]
    ) {
        self.name = name
        self.options = options
        self.arguments = arguments
        self.files = files.mapValues { Data($0) }
    }

    public func encoded() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }

    public init(encoded: [UInt8]) throws {
        self = try JSONDecoder().decode(LocalCommand.self, from: Data(encoded))
    }

    func isSet(_ flag: String) -> Bool { options[flag] == "yes" }

    func file(_ name: String) -> [UInt8]? { files[name].map { [UInt8]($0) } }
}

/// What a command came to (interfaces: 0 done; 1 refused or not found; 2 usage; 3 known to be stale).
public struct CommandResult: Codable, Sendable, Hashable {
    public var exit: Int32
    /// For people, several lines.
    public var text: String
    /// One JSON document for `--json`.
    public var json: String
    /// What goes to standard error, Chinese on the first line and English on the next; empty when all
    /// went well.
    public var error: String
    /// Options with which the command goes on; `nil` when it is complete. Until then ``text`` is a line
    /// of progress.
    public var next: [String: String]?

    public init(
        exit: Int32 = 0, text: String = "", json: JSONText = [:], error: Message = "",
        next: [String: String]? = nil
    ) {
        self.exit = exit
        // Whatever a text quotes from logs of others must not command the terminal that shows it.
        self.text = PlainText.shown(text, keepsLines: true)
        self.json = json.text
        self.error = PlainText.shown(error.lines, keepsLines: true)
        self.next = next
    }

    public func encoded() throws -> [UInt8] { [UInt8](try JSONEncoder().encode(self)) }

    public init(encoded: [UInt8]) throws {
        self = try JSONDecoder().decode(CommandResult.self, from: Data(encoded))
    }
}

/// Why a command did not do what was asked: one sentence that says what helps.
public struct CommandFailure: Worded, Sendable, Hashable {
    public var exit: Int32
    public var message: Message
    public var code: String

    /// - Parameter code: for programs; without it `refused`, or `usage` where the call is wrong.
    public init(_ message: Message, exit: Int32 = 1, code: String? = nil) {
        self.exit = exit
        self.message = message
        self.code = code ?? (exit == 2 ? "usage" : "refused")
    }

    public static func usage(_ message: Message) -> CommandFailure {
        CommandFailure(message, exit: 2)
    }

    /// The document of `--json` for a call that failed: `code`, `zh` and `en`.
    public var json: String { object.text }

    var object: JSONText {
        [
            "error": [
                "code": .string(code), "zh": .string(message.chinese),
                "en": .string(message.english),
            ]
        ]
    }
}
