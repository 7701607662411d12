import ArgumentParser
import Foundation
import Messages
import Node

/// `dingdian bench`: the figures of the README's table, both sides in one run.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "性能测试 / Measure this software against PostgreSQL's logical replication.",
        discussion: """
            Benchmarks: \(BenchBoard.names.joined(separator: ", ")); all without names. Nodes run as \
            processes of their own over HTTP on the loopback address. The peer is started in \
            temporary clusters; without PostgreSQL only our side is measured.
            """)

    @Argument(help: "要运行的测试，默认全部 / Benchmarks to run; all by default.")
    var names: [String] = []
    @Flag(help: "事件数为十分之一，重复次数较少 / A tenth of the events and fewer repetitions.")
    var quick = false
    @Flag(help: "以一个 JSON 列表输出各项数值 / Print the figures as one JSON list.")
    var json = false
    @Flag(help: "只测本软件一方 / Measure our side only.")
    var withoutPeer = false
    @Option(help: "被测节点的存放处，需数 GB / Where to put the nodes under test; a few gigabytes.")
    var folder: String?
    @Flag(help: "测后保留节点的文件夹 / Leave the nodes' folders behind.")
    var keep = false

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        if let unknown = names.first(where: { !BenchBoard.names.contains($0) }) {
            let error = BenchError.unknownName(unknown, known: BenchBoard.names)
            throw CommandFailure.usage(error.message)
        }
        #if DEBUG
            Self.note("built without optimisation: these figures say nothing, `make build` first")
        #endif
        let folder =
            "\(self.folder ?? "/tmp")/dingdian-bench-\(ProcessInfo.processInfo.processIdentifier)"
        let began = BenchClock.now()
        let board = BenchBoard(
            names: names, sizes: quick ? .quick : .full, folder: folder, usesPeer: !withoutPeer
        ) { text in
            let seconds = Int(BenchClock.seconds(began, BenchClock.now()))
            Self.note("[\(seconds) s] \(text)")
        }
        defer {
            // Losing the error is right: what is left lies in the temporary folder.
            if !keep { try? FileManager.default.removeItem(atPath: folder) }
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        do {
            try board.run()
        } catch let error as BenchError {
            Output.complain(error.message, status: 1)
            throw ExitCode(1)
        }
        try show(board.figures)
    }

    private static func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    private func show(_ figures: [BenchFigure]) throws {
        guard json else {
            print(BenchTable.text(figures, quick: quick))
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(figures), as: UTF8.self))
    }
}

/// The figures for people.
enum BenchTable {
    static func text(_ figures: [BenchFigure], quick: Bool) -> String {
        var rows = [["ours", "peer", "ratio", "goal", "met", "figure"]]
        for figure in figures {
            let met = figure.isMet.map { $0 ? "yes" : "no" } ?? "–"
            rows.append([
                "\(BenchNumber.text(figure.ours)) \(figure.unit)", BenchNumber.text(figure.peer),
                BenchNumber.text(figure.ratio), figure.goal?.text ?? "–", met, figure.figure,
            ])
        }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                column == 5
                    ? cell
                    : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }
        let heading =
            quick
            ? "Quick: a tenth of the events, medians of three; for the record run without --quick."
            : "Medians of five."
        return ([heading, ""] + lines).joined(separator: "\n")
    }
}
