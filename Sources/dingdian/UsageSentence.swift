import Messages

/// The sentences of ArgumentParser in both languages. They are known by their form: the library has
/// no other names for them.
enum UsageSentence {
    /// Those that a command line can meet, the longer before the shorter.
    static let templates = [
        "Unknown option '{1}'. Did you mean '{2}'?",
        "Unknown option '{1}'",
        "Missing value for '{1}'",
        "The option '{1}' does not take any value, but '{2}' was specified.",
        "Unexpected argument '{1}'",
        "{1} unexpected arguments: '{2}'",
        "Missing expected argument '{1}'",
        "Missing one of: '{1}'",
        "The value '{1}' is invalid for '{2}'. Please provide one of {3}.",
        "The value '{1}' is invalid for '{2}'",
        "Missing required subcommand.",
        "Invalid option: {1}",
        "Value to be set with {1} had already been set with {2}",
    ]

    static func message(_ text: String) -> Message {
        Message(matching: text, templates) ?? "The command line is not right: \(text)"
    }

    /// How a command is called, with the words around it in both languages.
    ///
    /// - Parameter text: all that ArgumentParser says about a wrong call.
    static func usage(_ text: String) -> String {
        guard let place = text.firstRange(of: "\nUsage: ") else { return "" }
        return text[place.upperBound...].split(separator: "\n").enumerated().map { number, line in
            if number == 0 { return "用法 Usage: \(line)" }
            guard
                let see = Message(
                    matching: String(line), ["  See '{1}' for more information."])
            else { return String(line) }
            return "  \(see.line)"
        }.joined(separator: "\n")
    }
}
