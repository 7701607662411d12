import Compression
import Designation
import Federation
import Storage
import Testing
import TransparencyLog
import Web

@testable import Node

@Suite("Backend: who may read what")
struct BackendRightsTests {
    private enum Outcome { case found, missing, forbidden }

    private func read(
        _ world: BackendWorld, _ stream: Designation.Stream, session: String?
    ) async throws -> Outcome {
        let origin = try await world.origin(stream, of: world.service)
        let reply = try await world.backend.resource(
            origin, .checkpoint, acceptsGzip: true, caller: Caller(session: session))
        switch reply {
        case .found: return .found
        case .notFound: return .missing
        case .forbidden: return .forbidden
        }
    }

    /// A world in which the province has written all five streams.
    private func world(isPublic: Bool) async throws -> BackendWorld {
        let world = try await BackendWorld(isPublic: isPublic)
        try await world.designate()
        _ = try await world.suspend()
        try await world.accept()
        world.time.advance(milliseconds: 2_000)
        await world.service.core.tick()
        return world
    }

    @Test("Without a session only a public node shows logs, and only those of three streams")
    func withoutSession() async throws {
        for isPublic in [true, false] {
            let world = try await world(isPublic: isPublic)
            for stream in Designation.Stream.allCases {
                let isOpen = isPublic && stream != .casework && stream != .receipts
                let outcome = try await read(world, stream, session: nil)
                #expect(outcome == (isOpen ? .found : .forbidden), "\(stream) \(isPublic)")
            }
        }
    }

    @Test("With a session everybody reads what the directory lets the node read")
    func withSession() async throws {
        let world = try await world(isPublic: false)
        let expected: [(String, Set<Designation.Stream>)] = [
            // The province is a superior of the city: its receipts are of the own chain, and what it
            // decides in a case has to come back.
            (BackendWorld.city, Set(Designation.Stream.allCases)),
            (BackendWorld.stranger, [.directory, .sanctions, .receipts]),
            (BackendWorld.province, Set(Designation.Stream.allCases)),
        ]
        for (node, readable) in expected {
            let session = try await world.session(of: node, at: world.backend)
            for stream in Designation.Stream.allCases {
                let outcome = try await read(world, stream, session: session)
                #expect((outcome == .found) == readable.contains(stream), "\(node) \(stream)")
            }
        }
        await #expect(throws: WebFailure.self) {
            try await read(world, .sanctions, session: "0123456789abcdef")
        }
    }

    @Test("A full bundle is sent as stored, or expanded for whoever takes no gzip")
    func bundles() async throws {
        let world = try await BackendWorld()
        let drafts = try (0..<300).map { number in
            try EntryDraft.act(
                .registered(
                    InstitutionFacts(
                        name: "演示 \(number)", type: .medical, kind: "clinic",
                        place: BackendWorld.code("220100"))),
                subject: BackendWorld.institution("practice-licence:220100:N\(number)"),
                region: BackendWorld.code("220100"), effective: BackendWorld.today, basis: [])
        }
        try await world.record(drafts, by: world.service)
        let origin = try await world.origin(.register, of: world.service)
        guard let full = BundleCoordinate(index: 0, width: 256),
            let part = BundleCoordinate(index: 1, width: 45)
        else { throw TestFailure("coordinates") }
        func bundle(_ coordinate: BundleCoordinate, gzip: Bool) async throws -> ResourceBytes {
            let reply = try await world.backend.resource(
                origin, .entries(coordinate), acceptsGzip: gzip, caller: Caller(session: nil))
            guard case .found(let found) = reply else { throw TestFailure("not found") }
            return found
        }
        let packed = try await bundle(full, gzip: true)
        let plain = try await bundle(full, gzip: false)
        #expect(packed.isGzip && packed.isImmutable && !plain.isGzip && plain.isImmutable)
        #expect(
            try Gzip.decompress(packed.bytes, maximumByteCount: 1 << 24) == plain.bytes)
        #expect(try await !bundle(part, gzip: true).isImmutable)
        guard let beyond = BundleCoordinate(index: 2, width: 256) else {
            throw TestFailure("coordinates")
        }
        await #expect(throws: TestFailure.self) { try await bundle(beyond, gzip: true) }
    }

    @Test("Payloads, keys and scans of a case are for its chain, what no case names for nobody")
    func blobs() async throws {
        let world = try await BackendWorld()
        let scan = try world.service.logs.putBlob(Array("sealed scan".utf8))
        let other = try world.service.logs.putBlob(Array("nobody's".utf8))
        let event = try await world.accept(attachment: scan)
        func isFound(_ name: TreeHash, _ node: String?) async throws -> Bool {
            var session: String?
            if let node { session = try await world.session(of: node, at: world.backend) }
            let reply = try await world.backend.blob(name, caller: Caller(session: session))
            if case .found = reply { return true }
            return false
        }
        for name in [event.payload, event.wraps, scan] {
            #expect(try await isFound(name, BackendWorld.province))
            for node in [BackendWorld.stranger, BackendWorld.city, nil] {
                #expect(try await !isFound(name, node))
            }
        }
        for node in [BackendWorld.province, BackendWorld.stranger, nil] {
            #expect(try await !isFound(other, node))
        }
    }
}
