import Testing
import TransparencyLog

@testable import Federation

/// Whatever byte is changed in whatever a source serves: nothing is taken from it.
@Suite struct SyncTamperTests {
    /// Replays a catch-up in which one byte of one resource is flipped. True when every chunk that
    /// came out is one of the honest log and the resource itself was refused.
    private func isRefused(
        _ log: TestLog, from: UInt64, to size: UInt64, target: LogResource, byte: Int, bit: UInt8
    ) throws -> Bool {
        let store = try TestStore(log, from)
        var follower = LogFollower(origin: log.origin, key: log.key, held: store.position)
        _ = follower.offered(note: try log.checkpoint(size).note)
        for _ in 0..<10_000 {
            guard let resource = follower.nextFetches(1).first else { return false }
            guard var bytes = log.serve(resource) else { return false }
            if resource == target { bytes[byte] ^= bit }
            switch follower.received(resource, bytes: bytes) {
            case .progress(let chunks):
                for chunk in chunks where !store.store(chunk) { return false }
                guard store.entries.elementsEqual(log.entries.prefix(store.entries.count)) else {
                    return false
                }
                follower.stored(store.position)
            case .refused: return true
            case .forked, .unexpected: return false
            }
        }
        return false
    }

    private func resources(
        _ log: TestLog, from: UInt64, to size: UInt64
    ) throws -> [LogResource] {
        let store = try TestStore(log, from)
        var follower = LogFollower(origin: log.origin, key: log.key, held: store.position)
        _ = follower.offered(note: try log.checkpoint(size).note)
        var seen: [LogResource] = []
        while let resource = follower.nextFetches(1).first {
            seen.append(resource)
            if case .progress(let chunks) = follower.received(
                resource, bytes: log.serve(resource) ?? [])
            {
                for chunk in chunks { #expect(store.store(chunk)) }
                follower.stored(store.position)
            }
        }
        return seen
    }

    @Test(arguments: [(0, 3), (1, 5), (0, 40)] as [(UInt64, UInt64)])
    func everyByteOfASmallLog(from: UInt64, to size: UInt64) throws {
        let log = try TestLog(size: Int(size))
        for resource in try resources(log, from: from, to: size) {
            let count = try #require(log.serve(resource)).count
            for byte in 0..<count {
                for bit in [1, 128] as [UInt8] {
                    let refused = try isRefused(
                        log, from: from, to: size, target: resource, byte: byte, bit: bit)
                    #expect(refused, "\(resource.path) byte \(byte)")
                }
            }
        }
    }

    @Test(arguments: [(0, 600), (300, 1_100), (65_000, 66_100)] as [(UInt64, UInt64)])
    func sampledBytesOfALargeLog(from: UInt64, to size: UInt64) throws {
        let log = try TestLog(size: Int(size))
        var random = TestRandom(size)
        let all = try resources(log, from: from, to: size)
        // Every kind of resource, and a few of the many bundles.
        let picked = all.prefix(4) + all.suffix(1) + [all[all.count / 2]]
        for resource in picked {
            let count = try #require(log.serve(resource)).count
            for _ in 0..<(size > 10_000 ? 4 : 25) {
                let byte = Int.random(in: 0..<count, using: &random)
                // Hashes of a level-1 tile below the gap are not used, so they are not refused.
                if case .tile = resource, from > 0, byte < Int(from / 256 % 256) * 32 { continue }
                let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                let refused = try isRefused(
                    log, from: from, to: size, target: resource, byte: byte, bit: bit)
                #expect(refused, "seed \(size): \(resource.path) byte \(byte)")
            }
        }
    }

    @Test func everyByteOfANote() throws {
        let log = try TestLog(size: 5)
        let note = try log.checkpoint(5).note
        for byte in note.indices {
            var changed = note
            changed[byte] ^= 1
            var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
            guard case .refused = follower.offered(note: changed, inline: log.inline(0, 5)) else {
                Issue.record("byte \(byte) of the note made no difference")
                continue
            }
            #expect(follower.nextFetches(8).isEmpty)
        }
    }

    /// Well signed, and still no checkpoint of a federation's log: nobody could say what the line means.
    @Test func furtherLinesOfACheckpoint() throws {
        let log = try TestLog(size: 5)
        let text = try log.checkpoint(5).checkpoint.encoded()
        let plain = try log.signer.sign(text).encoded()
        let further = try log.signer.sign(text + Array("x\n".utf8)).encoded()
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        #expect(
            follower.offered(note: further, inline: log.inline(0, 5))
                == .refused(.note(.extensionLines)))
        #expect(follower.nextFetches(8).isEmpty)
        #expect(follower.offered(note: plain) == .catchingUp)
    }

    @Test func everyByteOfInlineEntries() throws {
        let log = try TestLog(size: 5)
        let inline = log.inline(2, 5)
        for byte in inline.bytes.indices {
            var changed = inline
            changed.bytes[byte] ^= 1
            let held = try log.position(2)
            var follower = LogFollower(origin: log.origin, key: log.key, held: held)
            let outcome = follower.offered(note: try log.checkpoint(5).note, inline: changed)
            // Not believed, and fetched by tiles instead.
            #expect(outcome == .catchingUp)
        }
    }

    @Test func wrongLengthsAndOversizeAreRefused() throws {
        let log = try TestLog(size: 600)
        let offer = try log.checkpoint(600).note
        for change in [-32, -1, 1, 32] {
            var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
            _ = follower.offered(note: offer)
            for resource in follower.nextFetches(8) {
                var bytes = try #require(log.serve(resource))
                if change < 0 {
                    bytes.removeLast(-change)
                } else {
                    bytes += [UInt8](repeating: 0, count: change)
                }
                guard case .refused = follower.received(resource, bytes: bytes) else {
                    Issue.record("\(resource.path) with \(change) bytes was taken")
                    return
                }
                follower.retry()
                break
            }
        }
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        _ = follower.offered(note: offer)
        let resources = follower.nextFetches(8)
        let bundle = try #require(resources.last)
        let huge = [UInt8](repeating: 0, count: EntryBundle.maximumByteCount + 1)
        guard case .refused(.wrongLength) = follower.received(bundle, bytes: huge) else {
            Issue.record("an oversize bundle was taken")
            return
        }
    }

    @Test func whatWasNotAskedForIsIgnored() throws {
        let log = try TestLog(size: 600)
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        let resource = try #require(LogResource(path: "tile/entries/000"))
        #expect(follower.received(resource, bytes: log.serve(resource) ?? []) == .unexpected)
        _ = follower.offered(note: try log.checkpoint(600).note)
        #expect(follower.received(resource, bytes: log.serve(resource) ?? []) == .unexpected)
    }

    @Test func hugeLogIsRefusedWithoutFetching() throws {
        let log = try TestLog(size: 1)
        let size = SyncLimits.standard.logSize + 1
        let offer = try log.signer.sign(
            Checkpoint(origin: log.origin, size: size, root: .emptyTree))
        var follower = LogFollower(origin: log.origin, key: log.key, held: .empty)
        guard case .refused(.logTooLarge) = follower.offered(note: offer.note) else {
            Issue.record("a log of \(size) entries was accepted")
            return
        }
        #expect(follower.nextFetches(8).isEmpty)
    }
}
