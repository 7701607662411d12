import Designation
import Federation
import Foundation
import Testing
import TransparencyLog

@testable import Node

/// The pages of running nodes in a real browser: `Tests/Foreign/browse.py` says what it looks for.
@Suite("Pages in a browser", .serialized)
struct BrowserTests {
    /// Opens a case that waits for the look through its papers, and one that was told what is missing.
    private func openCase(_ city: LiveWorld.Live) async throws -> String {
        let node = CommandNode(city.service)
        let place = #"institution: "practice-licence:222400:BROWSER02", region: "222400""#
        _ = try await node.settled(
            """
            - {act: decide, region: "222400", name: supplement-notice, value: 5wd}
            - {act: decide, region: "222400", name: assessment-limit, value: 3m}
            - {act: step, step: received, case: a, kind: new, \(place), services: [outpatient],
               officer: 甲}
            - {act: step, step: supplement-notice, case: a, \(place), officer: 甲,
               items: [licence], override: 演示}
            - {act: step, step: supplemented, case: a, \(place), officer: 甲, items: [licence]}
            - {act: step, step: accepted, case: a, \(place), officer: 甲}
            """)
        let list = try await node.run("case ls", options: ["all": "yes"])
        return String(try #require(list.text.split(separator: " ").first))
    }

    @Test("Overview, live board, explained status, both languages, nothing from outside")
    func pages() async throws {
        let world = try LiveWorld()
        try await world.federation()
        let hospital = "practice-licence:220100:BROWSER01"
        try await world.designate(hospital)
        // One node is away while the suspension is made.
        let late = try world.node("320000").service.core.registry
        try await world.eventually("the other province knows the city") {
            late.view.directory.node(named: "222400") != nil
        }
        try await world.stop("320000")
        let event = try await world.suspend(hospital)
        let city = try world.node("222400")
        let origin = try Origin(event.origin)
        try await world.eventually("the city has the suspension") {
            city.service.core.registry.applied(origin) > event.index
        }
        let name = try await openCase(city)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let environment = ProcessInfo.processInfo.environment
        process.arguments = [
            environment["FOREIGN_PYTHON"] ?? "python3", FileServer.script("browse.py"),
            "http://127.0.0.1:\(city.port)", hospital, "\(event.origin)/\(event.index)", "320000",
            "2026-03-02", "2026-02-01", name, "222400",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        // Read on a thread of its own: the nodes of this process need the others.
        let (pieces, told) = AsyncStream<Data>.makeStream()
        let reader = output.fileHandleForReading
        Thread.detachNewThread {
            while case let piece = reader.availableData, !piece.isEmpty { told.yield(piece) }
            told.finish()
        }
        var text = ""
        var isLateNodeBack = false
        for await piece in pieces {
            text += String(decoding: piece, as: UTF8.self)
            if !isLateNodeBack, text.contains("board\n") {
                isLateNodeBack = true
                try await world.startAgain("320000", peers: ["root"])
            }
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("seen"), "\(text)")
        await world.stopAll()
    }
}
