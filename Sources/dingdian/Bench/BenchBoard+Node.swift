import Foundation
import Messages

/// Figures about one node: answers, memory, start, verification, bytes.
extension BenchBoard {
    func measureStatus() throws {
        let node = try caughtUpNode()
        try lab.settle(node)
        // The first round decodes what later ones find decoded.
        let rates = try (0...sizes.repetitions).compactMap { _ in
            try node.numbers("ask 1000 \(lab.sizes.institutions)").first
        }
        add(
            "status look-ups in the process, one core", "answers/s",
            ours: Array(rates.dropFirst()).median, goal: .atLeast(100_000))
        let port = Int(try node.ask("hello")) ?? 0
        guard let wrk = BenchWrk(folder: lab.folder) else {
            progress(BenchWrk.advice)
            add("status look-ups over HTTP; peer: hello of the same server", "answers/s", ours: nil)
            return
        }
        var ours: [BenchWrk.Result] = []
        var hello: [BenchWrk.Result] = []
        for _ in 0..<sizes.repetitions {
            hello.append(try wrk.run(port: port, institutions: 0))
            ours.append(try wrk.run(port: node.port, institutions: lab.sizes.institutions))
        }
        add(
            "status look-ups over HTTP; peer: hello of the same server", "answers/s",
            ours: ours.map(\.rate).median, peer: hello.map(\.rate).median,
            goal: .atLeastTimesPeer(0.7))
        add(
            "status look-ups over HTTP, 99th percentile; peer: hello", "ms",
            ours: ours.map(\.slowest).median, peer: hello.map(\.slowest).median)
    }

    func measureMemory() throws {
        let node = try caughtUpNode()
        // What a rush needed is given back once its outcome is saved, which happens by itself a few
        // seconds later; the peak shows the rest.
        _ = try node.ask("save")
        sleep(5)
        try lab.settle(node)
        let large = try node.numbers("memory")
        add(
            "memory of a node with \(lab.recorded) events", "MB",
            ours: large.first.map { $0 / 1024 }, goal: .atMost(300))
        add("its peak", "MB", ours: large.last.map { $0 / 1024 })
        let source = try small.source()
        let field = try small.fresh("field", of: "source", url: source.url)
        defer { field.kill() }
        _ = try field.ask("connect")
        _ = try field.ask("until \(small.recorded)")
        _ = try field.ask("save")
        // Housekeeping looks every two seconds and gives the rest back at the first calm look.
        sleep(5)
        try small.settle(field)
        let office = try field.numbers("memory")
        add(
            "memory of a field office with \(small.recorded) events", "MB",
            ours: office.first.map { $0 / 1024 }, goal: .atMost(60))
        add("its peak", "MB", ours: office.last.map { $0 / 1024 })
    }

    /// From the start of the process until a status question is answered over HTTP.
    func measureStart() throws {
        let node = try caughtUpNode()
        _ = try node.ask("save")
        try lab.settle(node)
        try node.quit()
        keep(nil)
        var times: [Double] = []
        for turn in 0..<sizes.repetitions {
            let again = try lab.start(
                "near", data: node.data, peers: [], registers: [BenchPlan.province], dials: false)
            let request = BenchWrk.statusRequest(17 + turn, port: again.port)
            let answer = BenchRawExchange.first(request, port: again.port)
            times.append(BenchClock.seconds(again.began, BenchClock.now()))
            guard String(decoding: answer, as: UTF8.self).contains("\"designated\"") else {
                throw BenchError.tool("After its start a node gave no answer from its data.")
            }
            try lab.settle(again)
            if turn + 1 < sizes.repetitions { try again.quit() } else { again.kill() }
        }
        add(
            "start of a node with \(lab.recorded) events until it answers", "s", ours: times.median,
            goal: .atMost(1))
    }

    func measureVerification() throws {
        let node = try caughtUpNode()
        try lab.settle(node)
        var ours: [Double] = []
        var plain: [Double] = []
        for _ in 0..<sizes.repetitions {
            let times = try node.numbers("verify")
            guard times.count == 3 else { continue }
            ours.append(times[0])
            plain.append(times[1])
        }
        add(
            "verification of \(lab.recorded) entries; peer: plain hashing of the same bytes", "s",
            ours: ours.median, peer: plain.median, goal: .atMostTimesPeer(2))
    }

    func measureWire() throws {
        try measureCatchUpBytes()
        let source = try small.source()
        _ = try source.ask("strangers 300")
        let proxy = try BenchProxy(target: source.port)
        let node = try small.fresh("near", of: "source", url: proxy.url)
        defer { node.kill() }
        _ = try node.ask("connect")
        _ = try node.ask("until \(small.recorded)")
        try small.settle(node)
        try measureSuspension(source, node, proxy)
        let logs = try node.ask("logs")
        let poll = proxy.current.lastPoll
        let text = String(decoding: poll, as: UTF8.self)
        // The same question, answered at once: the bytes are the same, the wait is not.
        let now = text.replacingOccurrences(of: "w=50", with: "w=0")
        let answer = BenchRawExchange.answer(Array(now.utf8), port: source.port)
        guard String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 204") else {
            throw BenchError.tool("An idle poll was not answered by 204.")
        }
        add(
            "bytes of an idle poll, \(logs) logs known", "bytes",
            ours: Double(poll.count + answer.count), goal: .atMost(300))
    }

    private func measureCatchUpBytes() throws {
        let source = try lab.source()
        let proxy = try BenchProxy(target: source.port)
        let node = try lab.fresh("near", of: "source", url: proxy.url)
        defer { node.kill() }
        _ = try node.ask("connect")
        _ = try node.ask("until \(lab.recorded)")
        let bytes = proxy.current.total
        let compressed = try source.numbers("compressed")
        add(
            "bytes of a catch-up of \(lab.recorded) events; peer: its compressed entries", "bytes",
            ours: Double(bytes), peer: compressed.first, goal: .atMostTimesPeer(1.1))
    }

    private func measureSuspension(
        _ source: BenchNode, _ node: BenchNode, _ proxy: BenchProxy
    ) throws {
        var bytes: [Double] = []
        for _ in 0..<max(5, sizes.repetitions) {
            let number = nextInstitution
            nextInstitution += 1
            let before = proxy.current.total
            _ = try node.ask("watch \(number) 1")
            _ = try source.ask("suspend \(number) 1 0")
            small.added(1)
            _ = try node.ask("seen")
            // The next poll belongs to the price.
            usleep(60_000)
            bytes.append(Double(proxy.current.total - before))
            try small.settle(node)
        }
        add(
            "bytes of one suspension to one node", "bytes", ours: bytes.median, goal: .atMost(2_000)
        )
    }

    func addFirstRun() {
        let path = ".build/first-run"
        let text = FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self)
        }
        let lines = (text ?? "").split(separator: "\n")
        for line in lines.dropFirst() { progress("first make run: \(line)") }
        add(
            "first make run until the addresses are printed, as noted in \(path)", "minutes",
            ours: lines.first.flatMap { Double($0) }.map { $0 / 60 }, goal: .atMost(8))
    }
}
