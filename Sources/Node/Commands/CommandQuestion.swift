import Designation
import Messages

/// A command line with the regions, rules and day that its words are read by: a node's, or those of a
/// federation's folder.
protocol CommandQuestion: Sendable {
    var command: LocalCommand { get }
    var tree: RegionTree { get }
    var rules: RuleBook { get }
    var today: LegalDate { get }
}

extension CommandQuestion {
    func option(_ name: String) -> String? { command.options[name] }

    func argument(_ number: Int, _ what: Message) throws(CommandFailure) -> String {
        // An empty one is what a shell leaves of a variable that is not set.
        guard number < command.arguments.count, !command.arguments[number].isEmpty else {
            throw .usage("Give \(what).")
        }
        return command.arguments[number]
    }

    func region(_ text: String) throws(CommandFailure) -> RegionCode {
        guard let code = RegionCode(text.uppercased()) else {
            throw .usage("A region's code is 1 to 24 of A-Z, 0-9 and hyphen.")
        }
        guard tree[code] != nil else {
            throw CommandFailure("The directory knows no region \(text).")
        }
        return code
    }

    func date(_ option: String) throws(CommandFailure) -> LegalDate? {
        guard let text = self.option(option) else { return nil }
        if text == "today" { return today }
        guard let date = LegalDate(text) else {
            throw .usage("--\(option) takes a day as YYYY-MM-DD.")
        }
        return date
    }

    /// The rules that hold for a region on a day.
    func policy(_ region: RegionCode, on day: LegalDate) -> Policy {
        Policy(region: region, day: day, rules: rules, regions: tree)
    }
}
