import ArgumentParser
import Foundation
import Messages
import Node

/// The command line of a node and of a federation on one machine.
@main
struct Dingdian: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dingdian",
        abstract: "医保定点联合登记 / A federated registry of designated institutions.",
        discussion: """
            Commands print text for people; --json prints one JSON document. Exit status: 0 done; \
            1 refused or not found; 2 usage; 3 stale or provisional (with --strict).
            """,
        version: softwareVersion, subcommands: Subcommands.all)

    /// Ends with the statuses that scripts rely on, and never with a stack trace.
    static func main() async {
        // Losing a reader of our output (`| head`) is no failure.
        signal(SIGPIPE, SIG_DFL)
        do {
            try checkName()
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try Console.finish()
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch let error where isOwn(error) {
            // Help, version and usage: ArgumentParser words them; a wrong call ends with 2.
            let status = exitCode(for: error)
            let text = fullMessage(for: error)
            if status.isSuccess {
                do { try Console.say(text) } catch { fail(error) }
                Foundation.exit(0)
            }
            fail(
                .usage(UsageSentence.message(message(for: error))),
                usage: UsageSentence.usage(text))
        } catch {
            fail(CommandSentence.failure(error))
        }
    }

    /// ArgumentParser answers an unknown name, asked for help or called, without saying so.
    private static func checkName() throws(CommandFailure) {
        var words = CommandLine.arguments.dropFirst()
        if words.first == "help" { words = words.dropFirst() }
        guard let name = words.first, !name.hasPrefix("-"),
            !Subcommands.all.contains(where: { $0._commandName == name })
        else { return }
        throw .usage("There is no command \(name); see `dingdian --help`.")
    }

    /// Says why, for programs too where they asked for it, and ends.
    private static func fail(_ failure: CommandFailure, usage: String = "") -> Never {
        if CommandLine.arguments.contains("--json") { Console.line(failure.json) }
        Output.complain(failure.message, status: failure.exit)
        if !usage.isEmpty { Output.warn(usage) }
        Foundation.exit(failure.exit)
    }

    /// Whether ArgumentParser made the error: its own codes for help and for a wrong call.
    private static func isOwn(_ error: any Error) -> Bool {
        let type = String(reflecting: Swift.type(of: error))
        return type.hasPrefix("ArgumentParser.")
    }
}

/// All commands, in the order of `--help`.
enum Subcommands {
    static let all: [any ParsableCommand.Type] = [
        UpCommand.self, DemoCommand.self, InitCommand.self, JoinCommand.self,
        EnrolCommand.self, RekeyCommand.self, RotateCommand.self, ServeCommand.self,
        StatusCommand.self, SyncCommand.self,
        MarkCommand.self,
        PeersCommand.self,
        ExportCommand.self, ImportCommand.self, LogCommand.self, RecordCommand.self,
        LoadCommand.self, SaveCommand.self,
        PropagationCommand.self, CaseCommand.self, DueCommand.self,
        NoticeCommand.self, ReviewCommand.self, CalendarCommand.self,
        PolicyCommand.self, RegionsCommand.self,
        DigestCommand.self,
        RebuildCommand.self, RecoverCommand.self, BackupCommand.self, SimulateCommand.self,
        BenchCommand.self,
        BenchNodeCommand.self,
    ]
}
