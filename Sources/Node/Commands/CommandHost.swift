import Designation
import Federation
import Messages
import Storage
import TransparencyLog
import Transport
public import Web

/// What a command works with: an open node and the questions that its pages ask too.
struct CommandContext: CommandQuestion {
    let service: NodeService
    let backend: any WebBackend
    let command: LocalCommand

    var core: NodeCore { service.core }
    var registry: Registry { service.core.registry }
    var today: LegalDate { LegalDate(unixMilliseconds: service.core.clock()) }
    var directory: Directory { registry.view.directory }
    var tree: RegionTree { registry.view.tree }
    var rules: RuleBook { directory.rules }
}

/// Runs commands inside the process that holds a node's stores.
public final class CommandHost: LocalCommandHost {
    private let service: NodeService
    private let backend: any WebBackend

    public init(service: NodeService, backend: any WebBackend) {
        self.service = service
        self.backend = backend
    }

    /// See ``LocalCommandHost``; requests are encoded ``LocalCommand``s, answers ``CommandResult``s.
    public func run(_ request: [UInt8]) async -> [UInt8] {
        let result: CommandResult
        do {
            result = await run(try LocalCommand(encoded: request))
        } catch {
            result = CommandResult(
                exit: 2, error: "The command is of another version; use the node's own `dingdian`.")
        }
        // Losing the error is right: strings and numbers always encode.
        return (try? result.encoded()) ?? []
    }

    /// Runs one command; errors become part of the result.
    public func run(_ command: LocalCommand) async -> CommandResult {
        let context = CommandContext(service: service, backend: backend, command: command)
        do {
            if Self.recording.contains(command.name) {
                try Self.checkOfficer(command)
                try await service.core.checkClock()
            }
            var result = try await Self.perform(context)
            if Self.daily.contains(command.name), let fault = await service.core.clockFault {
                let note: Message = "\(fault) Days and times in this answer go by it."
                result.error = note.lines
            }
            return result
        } catch {
            var failure = CommandSentence.failure(error)
            if isEmpty(context) {
                failure.message =
                    "\(failure.message) This node has heard nothing of its federation yet: take in what its "
                    + "superior exported for it (`dingdian import FOLDER`), or let it sync."
            }
            return CommandResult(
                exit: failure.exit, json: failure.object, error: failure.message)
        }
    }

    /// A new node that has not received the directory in which it stands itself.
    private func isEmpty(_ context: CommandContext) -> Bool {
        context.directory.node(named: context.core.name) == nil
    }

    /// What signs acts.
    private static let recording: Set<String> = [
        "record", "load", "review resolve", "calendar publish", "policy publish", "regions publish",
        "enrol", "rotate",
    ]

    /// Who decides is signed with every act, and shown by every node.
    private static func checkOfficer(_ command: LocalCommand) throws(CommandFailure) {
        guard let officer = command.options["officer"], !officer.isEmpty else { return }
        guard PlainText.isPlain(officer), PlainText.isVisible(officer) else {
            throw .usage(
                "--officer takes a name without control, direction or other invisible characters.")
        }
    }

    /// What answers for today unless another day is asked for, or says how old something is.
    private static let daily: Set<String> = [
        "status", "due", "case ls", "case show", "notice", "policy show", "review ls", "peers",
        "propagation",
    ]

    private static func perform(_ context: CommandContext) async throws -> CommandResult {
        switch context.command.name {
        case "status": try await StatusCommand.run(context)
        case "record": try await RecordCommand.run(context)
        case "load": try await LoadCommand.run(context)
        case "save": try await SaveCommand.run(context)
        case "export": try await ExportCommand.run(context)
        case "import": try await ImportCommand.run(context)
        case "log ls": try await LogCommands.list(context)
        case "log cat": try await LogCommands.cat(context)
        case "log proof": try await LogCommands.proof(context)
        case "log ends": try await LogEndsCommand.run(context)
        case "peers": try await PeerCommands.peers(context)
        case "sync": try await PeerCommands.sync(context)
        case "propagation": try await PropagationCommand.run(context)
        case "case ls": try await CaseCommands.list(context)
        case "case show": try await CaseCommands.show(context)
        case "case paper": try await CasePaperCommand.run(context)
        case "due": try await DueCommand.run(context)
        case "notice": try await NoticeCommand.run(context)
        case "review ls": try await ReviewCommands.list(context)
        case "review resolve": try await ReviewCommands.resolve(context)
        case "calendar add": try CalendarCommand.run(context)
        case "calendar show": try CalendarCommand.show(context)
        case "calendar publish": try await PublishCommand.calendar(context)
        case "policy show": try PolicyCommands.show(context)
        case "policy diff": try PolicyCommands.diff(context)
        case "policy rehearse": try await RehearseCommand.run(context)
        case "policy publish": try await PublishCommand.edition(context)
        case "regions publish": try await PublishCommand.regions(context)
        case "digest": try await DigestCommand.run(context)
        case "mark": try await MarkCommand.run(context)
        case "rebuild": try await RebuildCommand.run(context)
        case "recover": try await RecoverCommand.run(context)
        case "backup": try await BackupCommand.run(context)
        case "enrol": try await EnrolCommand.run(context)
        case "rotate": try await RotateCommand.run(context)
        default: throw CommandFailure.usage("There is no command \(context.command.name).")
        }
    }
}

/// Errors of all layers for people, in both languages, without registry contents and without traces.
public enum CommandSentence {
    public static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let error as CommandFailure: error
        case let error as WebFailure: web(error)
        case let error as any Worded: CommandFailure(error.message, code: error.code)
        default: CommandFailure("It did not work: \(error).")
        }
    }

    private static func web(_ failure: WebFailure) -> CommandFailure {
        switch failure {
        case .badRequest(let text): .usage(text)
        case .unauthorized(let text), .forbidden(let text), .notFound(let text),
            .conflict(let text), .unavailable(let text, _), .cannotStore(let text),
            .tooManyRequests(let text, _):
            CommandFailure(text, code: failure.code)
        case .methodNotAllowed: CommandFailure("That cannot be asked here.")
        case .tooLarge(let limit): CommandFailure("More than \(limit) bytes; send less at a time.")
        case .rangeNotSatisfiable: CommandFailure("That range does not exist.")
        case .broken: CommandFailure("The node failed; its log says why.")
        }
    }
}
