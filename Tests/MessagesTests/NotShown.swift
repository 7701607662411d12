import Foundation

@testable import Messages

extension CatalogueTests {
    /// Parts of literals that are forms of files, protocols or addresses.
    static let notForms = [
        "charset=", "max-age=", "no-store", "filename*=", "dingdian ", "Path=/", "'self'", "'none'",
        "bytes ", "octet-stream",
        ": {1}",
        "gzip", "peers: []", "version=", "apt-get", "--update", "--from", "accept-language",
        "{node: ", "acts:", "node: \"{1}", "registers: [", "s setting up", "federation: ", "root: ",
        "key: ", "fingerprint: ",
    ]

    /// Literals with words that are no messages, in files that have some.
    static let notShown: Set<String> = [
        // Names of commands and of nothing else.
        "log ls", "log cat", "log proof", "log ends", "case ls", "case show", "review ls",
        "case paper",
        "review resolve",
        "calendar add", "calendar show", "calendar publish", "regions publish", "policy show",
        "policy diff",
        "policy rehearse", "policy publish",
        // Beside its Chinese in two arguments of one call, or under a Chinese line.
        "city agency", "Benchmark agency",
        "A forged log is refused; a forked one is proved, shown and settled",
        "the evidence is kept and listed for review", "other nodes have the evidence too",
        "until it is settled, institutions it touches are not settleable",
        "the superior closed the log; Rongcheng goes on in a new one",
        // For peers and programs; for the log's reader; keys of maps; comments in written files.
        "Nothing can be stored at present.", "a request failed", "line {1}", "not settleable",
        // Terms of the act file, as it writes them.
        " review {1}", "case {1} {2} {3}", "review {1}", "case {1}", "clock {1}", "{1} last-day",
        "{1} stopped",
        "# Settings of one node. Edit and restart; keys and data lie beside this file.",
        // Help, which says what a command does.
        "A node's folder, or a federation's with one folder for each node. Default: DINGDIAN_DATA.",
        """
        Commands print text for people; --json prints one JSON document. Exit status: 0 done; \
        1 refused or not found; 2 usage; 3 stale or provisional (with --strict).
        """,
        "Play all authors of a scenario, each on its own node of this federation's folder.",
        "Data stay in --data if that is given, else nowhere.",
        // The table of figures.
        "Quick: a tenth of the events, medians of three; for the record run without --quick.",
        "Medians of five.",
    ]

    /// What the YAML library says; those texts stand in its own sources.
    static func foreign() throws -> Set<String> {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/Messages/Resources/messages.txt")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let section = lines.drop { !$0.hasPrefix("# YAML") }.dropFirst()
            .prefix { !$0.hasPrefix("#") }
        return Set(section.compactMap { $0.components(separatedBy: " == ").first })
    }
}
