import Designation
import Federation
import Messages
import Storage
import TransparencyLog

/// A paper of a case with the step that brought it.
struct CaseFileLine: Sendable {
    var opened: CaseReader.Opened
    var file: CaseAttachment

    var step: CaseStep { opened.step }
}

extension CaseBoard {
    /// Papers of the steps of a case up to a day, in the order in which the steps were written.
    func files(ofCase id: [UInt8], on day: LegalDate) -> [CaseFileLine] {
        (cases[id] ?? []).filter { $0.step.day <= day }.flatMap { opened in
            opened.record.files.map { CaseFileLine(opened: opened, file: $0) }
        }
    }
}

/// `dingdian case paper CASE HASH --output FILE`: a paper that a step brought along, as a file.
enum CasePaperCommand {
    /// The fewest digits of a hash by which a paper is named.
    static let shortestPrefix = 4

    static func run(_ context: CommandContext) async throws -> CommandResult {
        let reader = CaseReader(service: context.service)
        let board = await reader.board()
        let id = try CaseCommands.named(context, in: board)
        let line = try named(
            try context.argument(1, "the paper's SHA-256, or the first digits of it"),
            in: board.files(ofCase: id, on: context.today))
        guard let target = context.option("output") else {
            throw CommandFailure.usage("Say where to with --output FILE.")
        }
        guard let bytes = try await reader.contents(of: line.file, in: line.opened) else {
            throw CommandFailure(
                "\(line.file.name) has not come to this node yet; try again after the next exchange."
            )
        }
        if FileSystem.byteCount(target) != nil, try FileSystem.read(target) != bytes {
            throw CommandFailure("\(target) is there already; give another name.")
        }
        try FileSystem.writeDurably(bytes, to: target, isSecret: true)
        return CommandResult(
            text: "\(line.file.name)  \(line.file.mediaType)  \(bytes.count) 字节 bytes → \(target)",
            json: ["file": .string(target), "attachment": CaseJSON.file(line, isHere: true)])
    }

    private static func named(
        _ text: String, in lines: [CaseFileLine]
    ) throws(CommandFailure) -> CaseFileLine {
        let prefix = text.lowercased()
        let fitting = lines.filter {
            $0.file.content.hex.hasPrefix(prefix) || $0.file.sealed.hex == prefix
        }
        // One paper that several steps brought along is one paper.
        guard let first = fitting.first, prefix.utf8.count >= shortestPrefix,
            Set(fitting.map(\.file.content)).count == 1
        else {
            throw CommandFailure(
                fitting.count > 1
                    ? "Several papers of the case begin with \(prefix); give more digits."
                    : "The case has no paper \(prefix) that this node can open; see "
                        + "`dingdian case show`.")
        }
        return first
    }

    /// What `case show` says of the papers.
    static func lines(_ files: [(line: CaseFileLine, isHere: Bool)]) -> [String] {
        guard !files.isEmpty else { return [] }
        var table = TextTable()
        for (line, isHere) in files {
            table.add(
                "  \(line.step.day)", CaseWording.step(line.step.kind).slash, line.file.name,
                line.file.mediaType, "\(line.file.byteCount)", line.file.content.hex,
                isHere ? "" : "未到 not here yet")
        }
        return ["附件 / attachments (SHA-256):", table.text]
    }
}
