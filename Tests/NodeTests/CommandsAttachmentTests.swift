import Designation
import Federation
import Glibc
import Storage
import Testing
import TransparencyLog

@testable import Node

/// Papers from a file beside the act file to a file on another desk (protocol §10.9).
@Suite("Papers of cases")
struct CommandsAttachmentTests {
    private static let place =
        #"institution: "practice-licence:222401:PDY00088", region: "222401""#
    private static let scan = Array("%PDF-1.7 执业许可证".utf8) + SplitMix64Bytes.make(70_000, seed: 3)
    private static let list = Array("科室,医师\n内科,甲\n".utf8)

    private let world: CommandsWorld

    init() async throws {
        world = try await CommandsWorld()
        try FileSystem.makeFolder(world.folder.path + "/papers")
        try write(Self.scan, "papers/licence.pdf")
        try write(Self.list, "staff.csv")
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try FileSystem.writeDurably(bytes, to: "\(world.folder.path)/\(name)")
    }

    private func received(
        _ attach: String, at node: CommandNode? = nil
    ) async throws -> CommandResult {
        try await (node ?? world.office).record(
            "- {act: step, \(Self.place), step: received, case: a, kind: new, "
                + "services: [outpatient], officer: 甲, attach: \(attach)}",
            options: ["folder": world.folder.path])
    }

    private func onlyCase(_ node: CommandNode) async throws -> String {
        let list = try await node.run("case ls", options: ["all": "yes"])
        return String(try #require(list.text.split(separator: " ").first))
    }

    private func paper(
        _ hash: String, at node: CommandNode, to name: String
    ) async throws -> CommandResult {
        try await node.run(
            "case paper", [try await onlyCase(node), hash],
            options: ["output": "\(world.folder.path)/\(name)"])
    }

    private func blobs(_ folder: String) throws -> [[UInt8]] {
        try FileSystem.names(in: folder).compactMap { try FileSystem.read("\(folder)/\($0)") }
    }

    @Test("What a step attaches lies sealed, travels on a stick, and comes out byte for byte")
    func whole() async throws {
        let taken = try await received(
            "[papers/licence.pdf, {file: staff.csv, name: 人员名册.csv, type: text/x-list}]")
        #expect(taken.exit == 0, "\(taken.error)")
        try await world.carry(from: world.office, to: world.city)
        for node in [world.office, world.city] {
            let shown = try await node.run("case show", [try await onlyCase(node)])
            #expect(shown.text.contains("licence.pdf"), "\(shown.text)")
            #expect(shown.text.contains(TreeHash.sha256(Self.scan).hex))
            #expect(shown.json.contains(#""name":"人员名册.csv""#))
            #expect(shown.json.contains(#""mediaType":"text/x-list""#))
            #expect(shown.json.contains(#""mediaType":"application/pdf""#))
            #expect(shown.json.contains(#""bytes":\#(Self.scan.count)"#))
            #expect(!shown.json.contains(#""here":false"#))
        }
        let target = "\(world.folder.path)/out.pdf"
        let given = try await paper(TreeHash.sha256(Self.scan).hex, at: world.city, to: "out.pdf")
        #expect(given.exit == 0, "\(given.error)")
        #expect(try FileSystem.read(target) == Self.scan)
        let again = try await paper(
            String(TreeHash.sha256(Self.list).hex.prefix(10)), at: world.city, to: "out.pdf")
        #expect(again.exit == 1 && again.error.contains("out.pdf"), "nothing is written over")
        #expect(try FileSystem.read(target) == Self.scan)
        // Neither the stick nor a store holds anything that can be read.
        let stick = "\(world.folder.path)/stick-\(CommandsWorld.office)-222400/blob"
        let sealed = try blobs(stick)
        #expect(sealed.count == 4, "payload, keys and two papers")
        for bytes in sealed {
            #expect(!bytes.starts(with: Self.scan.prefix(8)) && bytes != Self.list)
        }
    }

    @Test("Whoever is not in the chain gets no paper on a stick, and may not read it")
    func chainOnly() async throws {
        _ = try await received("papers/licence.pdf", at: world.city)
        try await world.carry(from: world.city, to: world.province)
        // The office lies below the author: it may carry the log, but the case does not name it.
        let path = "\(world.folder.path)/below"
        let written = try await world.city.run(
            "export", [path], options: ["for": CommandsWorld.office])
        #expect(written.json.contains(#""blobs":0"#), "\(written.json)")
        let opened = await CaseReader(service: world.city.service).papers()
        let paper = try #require(opened.first)
        #expect(opened.count == 1 && paper.chain == ["222400", "220000"])
        #expect(try world.province.service.logs.hasBlob(paper.name))
        #expect(try !world.office.service.logs.hasBlob(paper.name))
        #expect(try await world.office.run("case paper", ["00", "00"]).exit == 1)
    }

    @Test("A file that is missing, empty or too large records nothing; neither do too many")
    func refused() async throws {
        try write([], "empty.pdf")
        try write([UInt8](repeating: 1, count: CaseAttachment.maximumByteCount + 1), "large.pdf")
        let wrong = [
            "papers/none.pdf": "none.pdf", "empty.pdf": "empty.pdf", "large.pdf": "16 MiB",
            "papers": "papers", "{file: staff.csv, name: \"a/b\"}": "255 bytes",
            "{file: staff.csv, type: pdf}": "application/pdf",
            "[\(Array(repeating: "staff.csv", count: 33).joined(separator: ", "))]": "32",
        ]
        for (attach, reason) in wrong {
            let result = try await received(attach)
            #expect(result.exit == 1 && result.error.contains(reason), "\(attach): \(result.error)")
            #expect(result.error.contains("acts.yaml:1"), "\(result.error)")
        }
        let none = try await world.office.run("case ls", options: ["all": "yes"])
        #expect(none.json.contains(#""cases":[]"#), "\(none.json)")
        try write(
            [UInt8](repeating: 1, count: CaseAttachment.maximumByteCount), "largest.pdf")
        #expect(try await received("largest.pdf").exit == 0)
    }

    @Test("A flipped byte on the stick is not taken, and the good file is taken afterwards")
    func flipped() async throws {
        _ = try await received("papers/licence.pdf")
        let path = "\(world.folder.path)/stick"
        _ = try await world.office.run("export", [path])
        let paper = try #require(await CaseReader(service: world.office.service).papers().first)
        let file = "\(path)/blob/\(paper.name.hex)"
        let good = try #require(try FileSystem.read(file))
        for position in [0, 1, 20, good.count / 2, good.count - 1] {
            var bad = good
            bad[position] ^= 1
            try FileSystem.writeDurably(bad, to: file)
            let result = try await world.city.run("import", [path])
            #expect(result.exit == 1 && result.json.contains(#""badBlobs":1"#), "\(result.json)")
            #expect(try !world.city.service.logs.hasBlob(paper.name))
            let shown = try await world.city.run("case show", [try await onlyCase(world.city)])
            #expect(shown.json.contains(#""here":false"#))
            let hash = TreeHash.sha256(Self.scan).hex
            #expect(try await self.paper(hash, at: world.city, to: "none").exit == 1)
        }
        try FileSystem.writeDurably(good, to: file)
        #expect(try await world.city.run("import", [path]).exit == 0)
        #expect(try world.city.service.logs.blob(paper.name) == good)
    }

    @Test("An export that lacks a paper which a case names says so")
    func missing() async throws {
        _ = try await received("papers/licence.pdf")
        let paper = try #require(await CaseReader(service: world.office.service).papers().first)
        let whole = try await world.office.run("export", ["\(world.folder.path)/whole"])
        #expect(whole.error.isEmpty && whole.json.contains(#""missingBlobs":[]"#), "\(whole.json)")
        // As a disk does that has set a damaged file aside.
        let hex = paper.name.hex
        let blobs = world.office.service.folder.blobs
        let file = "\(blobs)/\(hex.prefix(2))/\(hex.dropFirst(2))"
        try FileSystem.remove(file)
        let written = try await world.office.run("export", ["\(world.folder.path)/lacking"])
        #expect(written.exit == 0)
        #expect(written.json.contains(#""missingBlobs":["\#(hex)"]"#), "\(written.json)")
        #expect(written.text.contains(hex))
        #expect(written.error.contains("1 attachments that cases name are not here"))
    }

    /// The node asks its peers for what a log names as soon as the log is here, and the stick's turn comes
    /// in the middle of that.
    @Test("What a peer is being asked for is taken from the stick all the same")
    func asked() async throws {
        _ = try await received("papers/licence.pdf")
        let path = "\(world.folder.path)/stick"
        _ = try await world.office.run("export", [path])
        let events = await world.office.service.core.caseEvents().rows.map(\.event)
        let names = Set(events.flatMap { [$0.payload, $0.wraps] })
        let arriving = try world.city.service.logs.arrivingBlobs()
        let held = names.map { open("\(arriving)/\($0.hex).part", O_RDWR | O_CREAT, 0o600) }
        defer { for file in held { close(file) } }
        for file in held { #expect(flock(file, LOCK_EX | LOCK_NB) == 0) }
        let read = try await world.city.run("import", [path])
        #expect(read.exit == 0 && read.error.isEmpty, "\(read.error)")
        for name in names { #expect(try world.city.service.logs.hasBlob(name)) }
    }

    @Test("A copy that was cut short goes on where it was")
    func resumed() async throws {
        _ = try await received("papers/licence.pdf")
        let path = "\(world.folder.path)/stick"
        _ = try await world.office.run("export", [path])
        let paper = try #require(await CaseReader(service: world.office.service).papers().first)
        let good = try #require(try FileSystem.read("\(path)/blob/\(paper.name.hex)"))
        let arriving = try world.city.service.logs.arrivingBlobs()
        let part = "\(arriving)/\(paper.name.hex).part"
        try FileSystem.writeDurably(Array(good.prefix(60_000)), to: part)
        // What is here already is not read again: on the stick its beginning is gone.
        var rest = good
        rest.replaceSubrange(0..<60_000, with: [UInt8](repeating: 0, count: 60_000))
        try FileSystem.writeDurably(rest, to: "\(path)/blob/\(paper.name.hex)")
        #expect(try await world.city.run("import", [path]).exit == 0)
        #expect(try world.city.service.logs.blob(paper.name) == good)
        #expect(try FileSystem.names(in: arriving).isEmpty)
    }
}

/// Bytes that look like a scan and are the same every time.
enum SplitMix64Bytes {
    static func make(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }
}
