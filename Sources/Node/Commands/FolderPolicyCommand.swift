public import Designation
import Messages

/// `policy show` and `policy diff` of the editions in a federation's folder (`--federation nodes`): what
/// its files say, without a node.
public enum FolderPolicyCommand {
    private struct Question: CommandQuestion {
        var command: LocalCommand
        var tree: RegionTree
        var rules: RuleBook
        var today: LegalDate
    }

    /// - Parameters:
    ///   - command: `policy show` or `policy diff`, as a node would get it.
    ///   - descriptions: the folder of the federation.
    public static func run(
        _ command: LocalCommand, descriptions: String, today: LegalDate
    ) -> CommandResult {
        do {
            let folder = try FederationFolder.load(descriptions)
            let question = Question(
                command: command, tree: folder.tree, rules: folder.ruleBook, today: today)
            return command.name == "policy diff"
                ? try PolicyCommands.diff(question) : try PolicyCommands.show(question)
        } catch {
            let failure = CommandSentence.failure(error)
            return CommandResult(
                exit: failure.exit, json: failure.object, error: failure.message)
        }
    }
}
