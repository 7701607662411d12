import Designation
import Federation
import Logging
import Storage
import TransparencyLog
import Web

@testable import Federation
@testable import Node

/// Real nodes that run as `serve` runs them, in this process: each with its own folder, web server on
/// a port of the system's choice, peers dialled over HTTP, and a clock that goes.
final class LiveWorld {
    let anchor: Anchor
    let folder = TestFolder()
    private var running: [String: Live] = [:]
    /// What is added to the machine's clock, so that the world lives on a fixed day.
    private let offset = Int64(BackendWorld.start) - Int64(SystemClock.milliseconds())

    struct Live {
        var service: NodeService
        var backend: NodeBackend
        var port: Int
        var task: Task<Void, any Error>
    }

    init() throws {
        anchor = try Anchor(
            federationName: "probe", rootNode: "root",
            rootPublicKey: NodeSigning.publicKey(seed: BackendWorld.seed("root")))
    }

    func node(_ name: String) throws -> Live {
        guard let live = running[name] else { throw TestFailure("\(name) does not run") }
        return live
    }

    func place(_ name: String) -> NodeFolder { NodeFolder("\(folder.path)/\(name)") }

    /// Starts a node that dials the given ones, and waits until it accepts connections.
    @discardableResult
    func start(
        _ name: String, peers: [String] = [], registers: [String] = [],
        rates: RequestRates = RequestRates()
    ) async throws -> Live {
        let place = place(name)
        if !place.exists {
            var seeds = [BackendWorld.seed(name), BackendWorld.seed("box " + name)]
            _ = try place.create(name: name, anchor: anchor) { seeds.removeFirst() }
        }
        let settings = NodeSettings(
            node: name, port: 0,
            peers: try peers.map {
                .init(node: $0, url: "http://127.0.0.1:\(try node($0).port)")
            }, registers: registers.map { BackendWorld.code($0) }, isDemonstration: true,
            rates: rates)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let offset = offset
        let service = try NodeService.open(
            folder: place, settings: settings,
            clock: { UInt64(Int64(SystemClock.milliseconds()) + offset) }, logger: logger)
        let (ports, told) = AsyncStream<Int>.makeStream()
        let task = Task {
            try await service.run { port in
                told.yield(port)
                told.finish()
            }
        }
        var port = 0
        for await number in ports { port = number }
        let live = Live(
            service: service, backend: NodeBackend(service: service), port: port, task: task)
        running[name] = live
        return live
    }

    /// Ends a node in order; its folder stays.
    func stop(_ name: String) async throws {
        let live = try node(name)
        running[name] = nil
        live.task.cancel()
        // Losing the error is right: cancelling is how it ends.
        try? await live.task.value
        await live.service.close()
    }

    /// Starts a node whose store was closed a moment ago: the lock goes with the last reference to it.
    func startAgain(_ name: String, peers: [String] = []) async throws {
        try await eventually("\(name) starts again") {
            try await start(name, peers: peers, registers: [name])
            return true
        }
    }

    func stopAll() async {
        for name in running.keys {
            // Losing the error is right: whatever does not end goes with the process.
            try? await stop(name)
        }
    }

    /// Root, provinces 220000 and 320000 that dial it, and the city 222400 that dials its province.
    func federation() async throws {
        let root = try await start("root")
        try await eventually("the root may record") {
            try await foundRoot(root)
            return true
        }
        for name in ["220000", "320000"] {
            try await start(name, peers: ["root"], registers: [name])
        }
        let province = try node("220000")
        try await eventually("the province finds itself") {
            guard await province.service.core.recordingState == .ready else { return false }
            return province.service.core.registry.view.directory.node(named: "220000") != nil
        }
        try await enrol("222400", "222400", .city, by: province)
        try await start("222400", peers: ["220000"], registers: ["220000"])
    }

    /// The regions, and the two provinces.
    func foundRoot(_ root: Live) async throws {
        let regions = [
            BackendWorld.region("220000", nil, .province),
            BackendWorld.region("320000", nil, .province),
            BackendWorld.region("220100", "220000", .prefecture),
            BackendWorld.region("222400", "220000", .prefecture),
        ]
        _ = try await root.service.core.record(
            RecordRequest(
                [.directory(.regions(regions), effective: BackendWorld.today)],
                officer: "tester"))
        for name in ["220000", "320000"] { try await enrol(name, name, .province, by: root) }
    }

    func enrol(
        _ name: String, _ region: String, _ role: NodeRole, by parent: Live
    ) async throws {
        let record = BackendWorld.member(
            name, region, role,
            grants: [
                CompetenceGrant(
                    regions: [BackendWorld.code(region)], acts: Competency.allCases)
            ])
        _ = try await parent.service.core.record(
            RecordRequest(
                [.directory(.nodeEnrolled(record), effective: BackendWorld.today)],
                officer: "tester"))
    }

    /// Suspends an institution of 220100 by the province's own hand.
    func suspend(_ number: Int) async throws -> EventReference {
        try await suspend("practice-licence:220100:L\(number)")
    }

    func suspend(_ institution: String) async throws -> EventReference {
        let suspension = Suspension(
            isOwnRequest: false, until: nil, type: .medical, place: BackendWorld.code("220100"),
            cause: "test")
        return try await record(
            .suspended(suspension), institution, from: BackendWorld.today, article: "42")
    }

    /// Registers a hospital in 220100 and signs it from the beginning of the year.
    func designate(_ institution: String) async throws {
        let day = BackendWorld.day("2026-01-01")
        let facts = InstitutionFacts(
            name: "长春示范医院（演示）", type: .medical, kind: "hospital",
            place: BackendWorld.code("220100"), nationalCode: "H22010200001",
            isDemonstration: true)
        let agreement = Agreement(
            from: day, until: BackendWorld.day("2027-01-01"), services: [.outpatient, .inpatient],
            scope: .basic)
        _ = try await record(.registered(facts), institution, from: day, article: "11")
        _ = try await record(.signed(agreement), institution, from: day, article: "10")
    }

    private func record(
        _ act: Act, _ institution: String, from day: LegalDate, article: String
    ) async throws -> EventReference {
        let draft = try EntryDraft.act(
            act, subject: BackendWorld.institution(institution),
            region: BackendWorld.code("220100"), effective: day,
            basis: [Citation(edition: "N", article: article)])
        return try await node("220000").service.core.record(
            RecordRequest([draft], officer: "tester"))[0].reference
    }

    /// The node's own suspension of an institution of its region, recorded by itself.
    func suspend(_ institution: String, by name: String) async throws -> EventReference {
        let suspension = Suspension(
            isOwnRequest: false, until: nil, type: .medical, place: BackendWorld.code(name),
            cause: "test")
        let draft = try EntryDraft.act(
            .suspended(suspension), subject: BackendWorld.institution(institution),
            region: BackendWorld.code(name), effective: BackendWorld.today,
            basis: [Citation(edition: "N", article: "42")])
        return try await node(name).service.core.record(
            RecordRequest([draft], officer: "tester"))[0].reference
    }

    /// Lets a running node dial another one, at whatever address that has now.
    func dial(_ peer: String, from name: String) async throws {
        let service = try node(name).service
        service.shell.setURL("http://127.0.0.1:\(try node(peer).port)", of: peer)
        try await service.core.connect(peer)
    }

    /// Waits until a node has applied an event.
    func arrives(_ event: EventReference, at name: String) async throws {
        let registry = try node(name).service.core.registry
        let origin = try Origin(event.origin)
        try await eventually("\(name) has \(event.origin)#\(event.index)") {
            registry.applied(origin) > event.index
        }
    }

    /// Waits until something is so; what it throws meanwhile means "not yet".
    func eventually(
        _ what: String, _ isSo: () async throws -> Bool
    ) async throws {
        var last = ""
        let end = SystemClock.milliseconds() + 120_000
        while SystemClock.milliseconds() < end {
            do { if try await isSo() { return } } catch { last = "\(error)" }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TestFailure("It did not come about that \(what). \(last)")
    }
}
