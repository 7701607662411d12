import Foundation

/// Runs the benchmarks that were asked for and collects their figures.
final class BenchBoard {
    static let names = [
        "catch-up", "stream", "latency", "wire", "status", "memory", "start", "verify", "province",
        "first-run",
    ]

    let names: Set<String>
    let sizes: BenchSizes
    /// With the full history.
    let lab: BenchLab
    /// With 20,000 acts.
    let small: BenchLab
    /// With ten years of a province.
    let province: BenchLab
    let folder: String
    private let usesPeer: Bool
    private var peer: BenchPostgres?
    private var caughtUp: BenchNode?
    var nextInstitution = 0
    private(set) var figures: [BenchFigure] = []
    let progress: (String) -> Void

    init(
        names: [String], sizes: BenchSizes, folder: String, usesPeer: Bool,
        progress: @escaping (String) -> Void
    ) {
        self.names = Set(names.isEmpty ? Self.names : names)
        self.sizes = sizes
        self.folder = folder
        self.usesPeer = usesPeer
        self.progress = progress
        lab = BenchLab(sizes: sizes, folder: folder + "/large", progress: progress)
        small = BenchLab(sizes: sizes.small(), folder: folder + "/small", progress: progress)
        province = BenchLab(sizes: sizes, folder: folder + "/province", progress: progress)
    }

    func run() throws {
        defer {
            caughtUp?.kill()
            lab.close()
            small.close()
            province.close()
            peer?.close()
        }
        // The peer's figures first, with nothing of ours beside it.
        let peers = try peerFigures()
        // What is about a million events comes before the streams, which add as many again.
        if names.contains("catch-up") { try measureCatchUp(peers) }
        if names.contains("memory") { try measureMemory() }
        if names.contains("status") { try measureStatus() }
        if names.contains("verify") { try measureVerification() }
        if names.contains("start") { try measureStart() }
        if names.contains("wire") { try measureWire() }
        if names.contains("stream") { try measureStream(peers) }
        if names.contains("latency") { try measureLatency(peers) }
        if names.contains("province") {
            // By now nothing of the others is needed, and memory is.
            caughtUp?.kill()
            caughtUp = nil
            lab.close()
            small.close()
            try measureProvince()
        }
        if names.contains("first-run") { addFirstRun() }
    }

    func add(
        _ figure: String, _ unit: String, ours: Double?, peer: Double? = nil, goal: BenchGoal? = nil
    ) {
        let line = BenchFigure(figure: figure, unit: unit, ours: ours, peer: peer, goal: goal)
        figures.append(line)
        progress(
            "\(figure): \(BenchNumber.text(ours)) \(unit), peer \(BenchNumber.text(peer))")
    }

    /// A node that holds everything that the source has recorded so far.
    func caughtUpNode() throws -> BenchNode {
        if let caughtUp { return caughtUp }
        let source = try lab.source()
        let node = try lab.fresh("near", of: "source", url: source.url)
        _ = try node.ask("connect")
        _ = try node.ask("until \(lab.recorded)")
        caughtUp = node
        return node
    }

    func keep(_ node: BenchNode?) { caughtUp = node }

    // MARK: The peer

    /// What PostgreSQL reaches, by figure; empty when it is not installed or not asked for.
    private func peerFigures() throws -> BenchPeerFigures {
        var found = BenchPeerFigures()
        guard usesPeer, !names.isDisjoint(with: ["catch-up", "stream", "latency"]) else {
            return found
        }
        let source = try lab.source()
        let rows = folder + "/rows"
        let count = Int(try source.ask("dump \(rows) \(sizes.events)")) ?? 0
        guard let postgres = try BenchPostgres(folder: folder + "-peer") else {
            progress(BenchPostgres.advice)
            return found
        }
        peer = postgres
        progress("\(postgres.version): loading \(count) records")
        try postgres.load(rows)
        try found.measure(postgres, rows: count, sizes: sizes, names: names, progress: progress)
        postgres.close()
        peer = nil
        return found
    }
}

/// What the peer reached in this run.
struct BenchPeerFigures {
    var copy: [BenchPostgres.Form: Double] = [:]
    var applyBatches: [BenchPostgres.Form: Double] = [:]
    var applySingles: [BenchPostgres.Form: Double] = [:]
    /// Inserted and applied at the same time, by 100.
    var together: [BenchPostgres.Form: Double] = [:]
    var latencies: [Double] = []

    mutating func measure(
        _ postgres: BenchPostgres, rows: Int, sizes: BenchSizes, names: Set<String>,
        progress: (String) -> Void
    ) throws {
        let turns = 0..<sizes.repetitions
        for form in BenchPostgres.Form.allCases {
            if names.contains("catch-up") {
                copy[form] = try turns.map { _ in
                    try postgres.initialCopy(form, rows: rows)
                }.median
                progress("peer, initial copy, \(form.rawValue): \(BenchNumber.text(copy[form]))/s")
            }
            guard names.contains("stream") else { continue }
            applyBatches[form] = try turns.map { _ in
                try postgres.apply(form, rows: min(rows, sizes.peerRows), batch: 100)
            }.median
            applySingles[form] = try turns.map { _ in
                try postgres.apply(form, rows: min(rows, sizes.peerSingles), batch: 1)
            }.median
            together[form] = try turns.map { _ in
                try postgres.insertAndApply(
                    form, rows: min(rows, sizes.peerRows), batch: 100, sessions: 8)
            }.median
            progress(
                "peer, apply, \(form.rawValue): \(BenchNumber.text(applyBatches[form]))/s by 100, "
                    + "\(BenchNumber.text(applySingles[form]))/s one by one; inserted by 100 and "
                    + "applied at the same time \(BenchNumber.text(together[form]))/s")
        }
        if names.contains("latency") {
            latencies = try postgres.latencies(min(rows, sizes.latencies))
            progress("peer, one hop: \(BenchNumber.text(latencies.median)) ms")
        }
    }
}
