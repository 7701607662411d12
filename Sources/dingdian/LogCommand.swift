import ArgumentParser
import Federation
import Foundation
import Messages
import Node
import Storage
import TransparencyLog

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "日志 / The logs.",
        subcommands: [List.self, Cat.self, Verify.self, Proof.self, Ends.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "列出日志 / List the logs held.")
        @OptionGroup var node: NodeOptions

        func run() async throws { try await node.run("log ls") }
    }

    struct Cat: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "显示记录 / Show entries.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "日志名，或只符合一个日志的一部分 / The origin, or a part that fits one log only.")
        var origin: String
        @Option(help: "从第几条起 / The first entry.") var from: UInt64 = 0
        @Option(help: "多少条，最多 1000 / How many, at most 1000.") var count: UInt64 = 1_000

        func run() async throws {
            try await node.run(
                "log cat", options: ["from": String(from), "count": String(count)],
                arguments: [origin])
        }
    }

    struct Proof: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "某条记录的证明 / A tlog-proof of one entry.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "日志名，或只符合一个日志的一部分 / The origin, or a part that fits one log only.")
        var origin: String
        @Argument(help: "记录的序号 / The number of the entry.") var index: UInt64

        func run() async throws {
            try await node.run("log proof", arguments: [origin, String(index)])
        }
    }

    struct Ends: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "某节点各日志的终点，供上级 rotate --ends / Where a node's logs end here, signed, for `rotate`.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "节点名 / The name of the node.") var name: String

        func run() async throws { try await node.run("log ends", arguments: [name]) }
    }

    /// Verifies in this process: it reads beside a running node and does not hold it up.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "校验整条日志 / Verify whole logs from their bytes.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "日志名或其一部分；默认全部日志 / An origin or a part of one; default: all logs.")
        var origin: String?
        @Option(
            help:
                "核验导出或公开的文件夹（或其网址），而不是本节点的存储 / Verify an exported or served folder, or the URL of a file server over one, instead of the node's store."
        )
        var folder: String?

        func run() async throws {
            let result: CommandResult
            if let folder {
                let isURL = folder.hasPrefix("http://") || folder.hasPrefix("https://")
                // Losing the error is right: where no node is, the root's key is not known.
                let anchor = try? node.location().folder.readAnchor()
                result = try await FolderVerifier.run(
                    isURL ? folder : Paths.folder(folder), only: origin, anchor: anchor
                ) { Output.progress($0) }
            } else {
                result = try store()
            }
            Output.endProgress()
            try Output.show(result, json: node.json)
        }

        private func store() throws -> CommandResult {
            let files = try node.location().folder
            guard FileManager.default.fileExists(atPath: files.logs) else {
                throw CommandFailure(
                    "The node has no logs yet: start it once with `dingdian serve`.")
            }
            let store = try LogDatabase(path: files.logs, blobs: files.blobs, access: .reader)
            var results: [LogVerification] = []
            for log in try store.logs() where origin.map(log.origin.text.contains) ?? true {
                Output.progress(log.origin.text)
                results.append(LogVerifier.verify(log, in: store))
            }
            return LogVerification.result(results, isAsked: origin != nil)
        }
    }
}
