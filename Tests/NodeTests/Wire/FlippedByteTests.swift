import Designation
import Federation
import Foundation
import Storage
import Testing
import TransparencyLog

@testable import Node

/// One changed byte in whatever a server gives, over real HTTP and through the whole receiver: session,
/// shell, sync machine, store, fold. Nothing of it is ever applied, and the honest log still is.
@Suite("Flipped bytes over HTTP", .serialized)
struct FlippedByteTests {
    enum Author: String, CaseIterable, Sendable { case ours, foreign }

    private func receiver(_ author: Author, _ count: Int) async throws -> (Receiver, TestFolder) {
        let world = try await BackendWorld()
        let folder = TestFolder()
        switch author {
        case .ours:
            for number in 0..<count {
                let name = "practice-licence:220100:F\(number)"
                _ = try await world.suspend(BackendWorld.institution(name))
            }
            return (try await Receiver(world, .ours(world, in: folder.path)), folder)
        case .foreign:
            let log = try ServedLog.foreign(
                world.anchor, suspensions: count, in: folder.path)
            return (try await Receiver(world, log), folder)
        }
    }

    /// The honest log: fetched, verified, durable, folded, part of answers.
    private func isTaken(_ receiver: Receiver) async throws {
        let state = try await receiver.fetch()
        #expect(state == "current")
        let (root, log) = (receiver.world.root, receiver.log)
        let size = UInt64(log.entries.count)
        #expect(root.core.registry.applied(log.origin) == size)
        #expect(try root.logs.entries(log.origin, 0..<size) == log.entries)
        #expect(try root.logs.log(log.origin)?.position.checkpoint?.note == log.note)
        let answer = root.core.registry.answer(
            StatusQuestion(
                institution: BackendWorld.institution("practice-licence:220100:F0"),
                region: BackendWorld.code("220100"), date: BackendWorld.today))
        #expect(!answer.knownSanctions.isEmpty)
        #expect(!answer.settleable)
    }

    @Test("Every byte of every file that a small log's receiver reads", arguments: Author.allCases)
    func files(author: Author) async throws {
        // What is read is seen by one receiver, and spoilt for another.
        let (first, _folder) = try await receiver(author, 3)
        try await isTaken(first)
        let read = try await first.requested()
        #expect(!read.isEmpty)
        let (receiver, folder) = try await receiver(author, 3)
        for path in read {
            let file = path.replacing(_folder.path, with: folder.path)
                .replacing(first.log.origin.text, with: receiver.log.origin.text)
            for byte in try Data(contentsOf: URL(fileURLWithPath: file)).indices {
                let bit = UInt8(1) << UInt8(byte % 8)
                let state = try await receiver.fetch(flipping: byte, bit: bit, of: file)
                #expect(state == "refused", "byte \(byte) of \(file)")
                #expect(try receiver.taken == 0, "byte \(byte) of \(file)")
            }
        }
        try await isTaken(receiver)
    }

    @Test("Every byte of the answer that names the checkpoint", arguments: Author.allCases)
    func heads(author: Author) async throws {
        let (receiver, _folder) = try await receiver(author, 3)
        let honest = try receiver.log.heads()
        let bytes = honest.encoded()
        // The cursor is the server's own affair: it says nothing about a log.
        let cursor = try #require(bytes.firstRange(of: Array(honest.cursor.utf8)))
        var refusals: [String: Int] = [:]
        for byte in bytes.indices where !cursor.contains(byte) {
            var changed = bytes
            changed[byte] ^= UInt8(1) << UInt8(byte % 8)
            let state = try await receiver.fetch(heads: changed)
            refusals[state, default: 0] += 1
            #expect(state != "current" && !state.isEmpty, "byte \(byte)")
            #expect(try receiver.taken == 0, "byte \(byte)")
        }
        // Both ways of refusing were met: what cannot be read, and what does not verify.
        #expect(refusals["paused", default: 0] > 0)
        #expect(refusals["refused", default: 0] > 0)
        try await isTaken(receiver)
        withExtendedLifetime(_folder) {}
    }

    @Test("Every byte of entries that come along inline", arguments: Author.allCases)
    func inline(author: Author) async throws {
        let (receiver, folder) = try await receiver(author, 3)
        // Without files there is no second way to the entries.
        let aside = folder.path + "/aside"
        try FileManager.default.moveItem(atPath: folder.path + "/log", toPath: aside)
        let bytes = try receiver.log.heads(inline: true).encoded()
        let run = try EntryBundle.encode(receiver.log.entries)
        let range = try #require(bytes.firstRange(of: run))
        for byte in range {
            var changed = bytes
            changed[byte] ^= UInt8(1) << UInt8(byte % 8)
            let state = try await receiver.fetch(heads: changed)
            #expect(state != "current" && !state.isEmpty, "byte \(byte)")
            #expect(try receiver.taken == 0, "byte \(byte)")
        }
        let state = try await receiver.fetch(heads: bytes)
        #expect(state == "current")
        #expect(try receiver.taken == UInt64(receiver.log.entries.count))
    }

    @Test("Bytes of a log with several bundles and tiles", arguments: Author.allCases)
    func larger(author: Author) async throws {
        let (first, _folder) = try await receiver(author, 600)
        try await isTaken(first)
        let read = try await first.requested()
        #expect(read.count >= 3)
        let (receiver, folder) = try await receiver(author, 600)
        let seed = UInt64(600)
        for path in read {
            let file = path.replacing(_folder.path, with: folder.path)
                .replacing(first.log.origin.text, with: receiver.log.origin.text)
            let count = try Data(contentsOf: URL(fileURLWithPath: file)).count
            for number in 0..<16 {
                // Ends and a spread of places between them.
                let byte = (number * (count - 1) / 15 + Int(seed) * (number % 2)) % count
                let state = try await receiver.fetch(flipping: byte, bit: 0x10, of: file)
                // Of several files under way the others may still come in when one was refused.
                #expect(["refused", "waiting"].contains(state), "byte \(byte) of \(file)")
                // Whole bundles that verified before the bad one are kept; they are the log's own.
                let size = try receiver.taken
                #expect(size < UInt64(receiver.log.entries.count))
                let held = try receiver.world.root.logs.entries(receiver.log.origin, 0..<size)
                #expect(held.elementsEqual(receiver.log.entries.prefix(Int(size))))
            }
        }
        try await isTaken(receiver)
    }
}
