import ArgumentParser
import Foundation
import Messages
import Node

struct MarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark",
        abstract: "查询人员标记（证件号从标准输入读取） / Ask about a person; the ID number comes from "
            + "standard input.")
    @OptionGroup var node: NodeOptions

    func run() async throws {
        guard let line = readLine(), line.utf8.count <= 64 else {
            throw CommandFailure("Give one ID number on standard input.")
        }
        try await node.run("mark", files: ["person": Array(line.utf8)])
    }
}
