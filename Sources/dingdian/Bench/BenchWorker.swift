import Designation
import Federation
import Node
import TransparencyLog

/// What a node under test does when it is told to.
actor BenchWorker {
    let service: NodeService
    var acts = BenchActs(institutions: 0)
    var watch: BenchWatch?

    init(_ service: NodeService) { self.service = service }

    var core: NodeCore { service.core }
    var registry: Registry { service.core.registry }

    /// One command with its arguments; the answer is one line.
    func run(_ command: String, _ words: [String]) async throws -> String {
        let numbers = words.compactMap { Int($0) }
        func number(_ place: Int) -> Int { place < numbers.count ? numbers[place] : 0 }
        switch command {
        case "setup": return try await setUp(words[0])
        case "knows": return await waitForNode(words[0])
        case "connect":
            await service.connectAll()
            return "ok"
        case "fill": return try await fill(events: number(0), institutions: number(1))
        case "strangers": return try await addStrangers(number(0))
        case "stream":
            return try await stream(number(0), batch: number(1), writers: number(2))
        case "suspend":
            return try await suspend(from: number(0), count: number(1), pause: number(2))
        case "dump": return try await dump(words[0], limit: Int(words[1]) ?? 0)
        case "size": return "\(appliedActs())"
        case "until": return await until(UInt64(number(0)))
        case "watch":
            watch = BenchWatch.start(core, from: number(0), count: number(1))
            return "ok"
        case "seen": return await watch?.times() ?? ""
        case "ask": return ask(milliseconds: number(0), institutions: number(1))
        case "compressed": return try await compressedByteCount()
        case "logs": return try await "\(core.with { try $0.replica.store.logs().count })"
        case "verify": return try await verify()
        case "memory":
            let memory = BenchMemory.read()
            return "\(memory.resident) \(memory.peak)"
        case "cpu": return "\(BenchClock.processorSeconds())"
        case "years": return try await years(events: number(0), institutions: number(1))
        case "fold": return try await foldFromNothing()
        case "hand-out": return try await handOut(words[0], count: Int(words[1]) ?? 0)
        case "late": return try await late(words[0], count: Int(words[1]) ?? 0)
        case "cases": return try await openCases(number(0))
        case "due": return try await due()
        case "review": return try await review()
        case "hello": return "\(try await BenchHello.start())"
        case "save":
            await service.save(minimumFacts: 1)
            return "ok"
        case "quit":
            await service.close()
            return "bye"
        default: return "error unknown command \(command)"
        }
    }

    // MARK: Federation

    private func setUp(_ path: String) async throws -> String {
        await core.confirmPeersAsked()
        let drafts = try BenchPlan.read(path).drafts(for: core.name)
        if !drafts.isEmpty {
            _ = try await core.record(RecordRequest(drafts, officer: "bench"))
        }
        return "\(drafts.count)"
    }

    private func waitForNode(_ name: String) async -> String {
        while registry.view.directory.node(named: name) == nil { await pause(5) }
        return "ok"
    }

    /// Entries of sanctions and register logs of the source that are applied here.
    nonisolated func appliedActs() -> UInt64 {
        service.core.registry.applied.reduce(0) { sum, log in
            guard let name = try? LogName(origin: log.key), name.node == "source",
                name.stream == .register || name.stream == .sanctions
            else { return sum }
            return sum + log.value
        }
    }

    /// Waits until so many acts are applied, and then until everything is folded.
    private func until(_ count: UInt64) async -> String {
        while appliedActs() < count { await pause(2) }
        let applied = BenchClock.now()
        registry.foldAll()
        return "\(applied) \(BenchClock.now())"
    }

    func pause(_ milliseconds: Int) async {
        // Losing the error is right: a cancelled pause only ends sooner.
        try? await Task.sleep(for: .milliseconds(milliseconds))
    }

    // MARK: Reading

    /// Status questions on one thread, each for another institution.
    private func ask(milliseconds: Int, institutions: Int) -> String {
        let ids = (0..<institutions).map { BenchActs.institution($0) }
        let region = BenchActs.region
        let began = BenchClock.now()
        let cpu = BenchClock.processorSeconds()
        let end = began + UInt64(milliseconds) * 1_000_000
        var count = 0
        var settleable = 0
        var place = 0
        while BenchClock.now() < end {
            for _ in 0..<256 {
                // A stride that is prime to any count visits all in an order without pattern.
                place = (place + 7_919) % ids.count
                let answer = registry.answer(
                    StatusQuestion(
                        institution: ids[place], region: region, date: BenchActs.askedDay))
                if answer.settleable { settleable += 1 }
            }
            count += 256
        }
        let seconds = BenchClock.seconds(began, BenchClock.now())
        return "\(Double(count) / seconds) \(BenchClock.processorSeconds() - cpu) \(settleable)"
    }

    /// Bytes of all entries of the source as stored, compressed, and as written.
    private func compressedByteCount() async throws -> String {
        try await core.with { exchange in
            let store = exchange.replica.store
            var packed = 0
            var plain = 0
            var count: UInt64 = 0
            for log in try store.logs() {
                guard let name = try? LogName(origin: log.origin), name.node == "source",
                    name.stream == .register || name.stream == .sanctions
                else { continue }
                count += log.position.size
                for coordinate in BenchLog.bundles(size: log.position.size) {
                    packed += try store.bundle(log.origin, coordinate)?.bytes.count ?? 0
                    plain += try store.entries(log.origin, coordinate.entries)
                        .reduce(0) { $0 + $1.count }
                }
            }
            return "\(packed) \(plain) \(count)"
        }
    }
}

enum BenchLog {
    /// All bundles of a log, the last one perhaps partial.
    static func bundles(size: UInt64) -> [BundleCoordinate] {
        (0..<(size + 255) / 256).compactMap { number in
            BundleCoordinate(index: number, width: Int(min(256, size - number * 256)))
        }
    }
}
