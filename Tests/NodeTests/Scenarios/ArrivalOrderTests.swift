import Compression
import Designation
import Federation
import Storage
import Synchronization
import Testing
import TransparencyLog
import Web

@testable import Node

/// The scenario over all areas once, and then every entry of it delivered anew to fresh nodes, each
/// time in another order: what counts is what happened, never when somebody heard of it.
@Suite("Orders of arrival")
struct ArrivalOrderTests {
    private static let name = "mixed-scenario.yaml"
    /// Nodes that write nothing, so that a fresh one with their keys may take their place: one that
    /// holds every area, and one of each of four areas.
    private static let onlookers = ["exchange", "220104", "530102", "310104", "320404"]

    @Test(
        "The same registry and the same answers for 36 orders, and all expectations on every node")
    func orders() async throws {
        let bytes = try BoundedFile.read(
            "\(ScenarioFolder.path)/\(Self.name)", limitByteCount: 3 << 20)
        let file = try ActFile(name: Self.name, bytes: bytes, today: BackendWorld.today)
        let folder = TestFolder(in: ScenarioFolder.spare)
        let player = try await ScenarioPlayer(
            file, ScenarioFolder.federation.get(), in: folder.path + "/played",
            onlookers: Set(Self.onlookers))
        let record = try await Deliveries(player.federation)
        var failure: (any Error)?
        do {
            try await player.play()
            #expect(player.differences.isEmpty, "\(player.differences)")
            #expect(file.lastExpectations.count > 20)
            for seed in 1...36 {
                let onlooker = Self.onlookers[seed % Self.onlookers.count]
                try await Self.deliver(
                    record, as: onlooker, seed: UInt64(seed), player, file,
                    in: "\(folder.path)/\(seed)")
            }
        } catch {
            failure = error
        }
        await player.federation.close()
        if let failure { throw failure }
    }

    private static func deliver(
        _ record: Deliveries, as name: String, seed: UInt64, _ player: ScenarioPlayer,
        _ file: ActFile, in path: String
    ) async throws {
        let member = try #require(player.federation.member(name))
        let fresh = try Fresh(member, in: path, now: player.federation.clock.now)
        let order = try await record.deliver(to: fresh, seed: seed)
        #expect(order.count > 20)
        for area in fresh.areas {
            let digest = try await fresh.service.core.with { try $0.replica.digest(area) }
            #expect(
                digest.value.hex == player.digests[area], "seed \(seed), \(name), \(area.text)")
        }
        for expected in file.lastExpectations {
            guard case .standing(let standing) = expected.subject else { continue }
            let registry = fresh.service.core.registry
            let tree = registry.view.tree
            guard let area = tree.area(of: standing.region), fresh.areas.contains(area) else {
                continue
            }
            let question = standing.question(on: expected.on)
            let answer = registry.answer(question)
            let found = standing.difference(from: answer, standing.openItems(registry))
            #expect(
                found == nil, "seed \(seed), \(name), line \(expected.line): \(order.suffix(40))")
            #expect(answer == member.core.registry.answer(question), "seed \(seed), \(name)")
        }
        await fresh.service.close()
    }
}

/// What every author wrote, in the pieces in which it was committed.
private final class Deliveries: Sendable {
    struct Piece: Sendable {
        var author: String
        var origin: Origin
        var key: VerifierKey
        var note: [UInt8]
    }
    private let federation: ScenarioFederation
    /// What was there before the first act: the directory.
    private let first: [Piece]
    private let pieces = Mutex<[Piece]>([])

    init(_ federation: ScenarioFederation) async throws {
        self.federation = federation
        var first: [Piece] = []
        for member in federation.members {
            for log in try member.service.logs.logs() {
                first += Self.piece(log, by: member.name).map { [$0] } ?? []
            }
        }
        self.first = first
        for member in federation.members {
            _ = await member.core.listen { [weak self] origins in
                for origin in origins { self?.grew(origin, at: member) }
            }
        }
    }

    private func grew(_ origin: Origin, at member: ScenarioFederation.Member) {
        guard let log = try? member.service.logs.log(origin),
            let piece = Self.piece(log, by: member.name)
        else { return }
        pieces.withLock { $0.append(piece) }
    }

    /// Of its own logs only; what everybody may hold.
    private static func piece(_ log: StoredLog, by member: String) -> Piece? {
        guard let name = try? LogName(origin: log.origin), name.node == member,
            [.directory, .sanctions, .register].contains(name.stream),
            let note = log.position.checkpoint?.note
        else { return nil }
        return Piece(author: member, origin: log.origin, key: log.key, note: note)
    }

    /// Delivers everything, the pieces of each log in their order, the logs in the order of the seed.
    ///
    /// - Returns: the authors and streams in that order.
    func deliver(to fresh: Fresh, seed: UInt64) async throws -> [String] {
        for piece in first { try await deliver(piece, to: fresh) }
        var queues = Dictionary(grouping: pieces.withLock { $0 }) { $0.origin }
        var random = SplitMix64(seed: seed)
        var order: [String] = []
        while !queues.isEmpty {
            let origins = queues.keys.sorted()
            let origin = origins[random.below(origins.count)]
            guard var queue = queues[origin] else { break }
            // Several pieces at once come as one.
            let count = min(queue.count, 1 + random.below(3))
            let piece = queue[count - 1]
            queue.removeFirst(count)
            queues[origin] = queue.isEmpty ? nil : queue
            order.append(
                "\(piece.author)/\(origin.text.split(separator: "/").dropLast().last ?? "")")
            try await deliver(piece, to: fresh)
        }
        return order
    }

    private func deliver(_ piece: Piece, to fresh: Fresh) async throws {
        guard let author = federation.member(piece.author) else { return }
        try await fresh.take(piece.origin, piece.key, piece.note, from: author.service.logs)
    }
}

/// A node with the keys of another one and nothing else.
private struct Fresh: Sendable {
    let service: NodeService
    let areas: [RegionCode]

    init(_ member: ScenarioFederation.Member, in path: String, now: UInt64) throws {
        let old = member.service.folder
        let folder = NodeFolder(path)
        try folder.create(try old.readSecrets(), anchor: try old.readAnchor())
        service = try NodeService.open(
            folder: folder, settings: member.service.settings, clock: { now },
            logger: member.service.logger)
        areas = [Registry.common] + member.heldAreas.sorted()
    }

    /// Follows a log up to a checkpoint, as over the network: the source decides nothing.
    func take(
        _ origin: Origin, _ key: VerifierKey, _ note: [UInt8], from source: LogDatabase
    ) async throws {
        try await service.core.with { exchange in
            let replica = exchange.replica
            // Losing the error is right: what is no name of a log is in nobody's scope.
            guard let name = try? LogName(origin: origin),
                replica.directory.inScope(of: replica.name, origin: name)
                    || replica.directory.node(named: replica.name) == nil
            else { return }
            let held = try replica.store.log(origin)?.position ?? .empty
            var follower = LogFollower(
                origin: origin, key: key, held: held, limit: exchange.limit(origin))
            var waiting: [VerifiedChunk] = []
            switch follower.offered(note: note) {
            case .verified(let chunks): waiting = chunks
            case .catchingUp: break
            case .known, .closed: return
            case .forked, .refused: throw TestFailure("\(origin) was refused")
            }
            while true {
                if !waiting.isEmpty {
                    let prepared = waiting.map {
                        replica.registry.prepare($0, after: replica.registry.lastStamp($0.origin))
                    }
                    try replica.accept(prepared, keys: [origin: key], now: 1)
                    follower.stored(try replica.store.log(origin)?.position ?? .empty)
                    waiting = []
                }
                let resources = follower.nextFetches(8)
                if resources.isEmpty { break }
                for resource in resources {
                    guard let part = try StoredResource.read(resource, origin, source) else {
                        throw TestFailure("\(origin) lacks \(resource.path)")
                    }
                    let bytes =
                        part.isGzip
                        ? try Gzip.decompress(part.bytes, maximumByteCount: 32 << 20) : part.bytes
                    guard
                        case .progress(let chunks) = follower.received(
                            resource, bytes: bytes, gzip: part.isGzip ? part.bytes : nil)
                    else { throw TestFailure("\(origin): \(resource.path) is refused") }
                    waiting += chunks
                }
            }
        }
    }
}
