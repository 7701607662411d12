import Foundation

/// Figures of a provincial registry with ten years of events.
extension BenchBoard {
    func measureProvince() throws {
        progress(BenchMachine.text)
        let lab = province
        let near = try lab.enrolled("near")
        let source = try lab.enrolled("source")
        let path = folder + "/late"
        let lateCount = 200
        _ = try near.ask("hand-out \(path) \(lateCount)")
        let filled = try source.numbers("years \(sizes.yearEvents) \(sizes.institutions)")
        progress("ten years: \(Int(filled.first ?? 0)) acts in \(BenchNumber.text(filled.last)) s")
        _ = try source.ask("cases \(sizes.openCases)")
        _ = try source.ask("save")
        try lab.settle(source)
        let memory = try source.numbers("memory")
        let what = "\(Int(filled.first ?? 0)) events of \(sizes.institutions) institutions"
        add("province, \(what): memory", "MB", ours: memory.first.map { $0 / 1024 })
        try measureFolding(source, what)
        try measureLate(source, path, lateCount)
        try measureDue(source)
        try measureReview(source)
    }

    private func measureFolding(_ source: BenchNode, _ what: String) throws {
        var whole: [Double] = []
        var folding: [Double] = []
        for _ in 0..<sizes.repetitions {
            let times = try source.numbers("fold")
            guard times.count == 4 else { continue }
            whole.append(times[0] + times[1])
            folding.append(times[1])
            progress(
                "from nothing: read and taken in in \(BenchNumber.text(times[0])) s, folded in "
                    + "\(BenchNumber.text(times[1])) s; processor time "
                    + "\(BenchNumber.text(times[2] * 1e6 / max(1, times[3]))) µs an event")
        }
        add("province, \(what): folded from nothing", "s", ours: whole.median)
        add("of which folding itself", "s", ours: folding.median)
    }

    private func measureLate(_ source: BenchNode, _ path: String, _ count: Int) throws {
        let times = try source.numbers("late \(path) \(count)")
        add(
            "a late event: its institution folded anew, median", "µs",
            ours: Array(times.dropFirst()).median)
        add(
            "a late event: its institution folded anew, 99th percentile", "µs",
            ours: Array(times.dropFirst()).quantile(0.99))
    }

    private func measureDue(_ source: BenchNode) throws {
        var times: [Double] = []
        var rows = 0
        for _ in 0..<sizes.repetitions {
            let found = try source.numbers("due")
            guard found.count == 2 else { continue }
            times.append(found[0])
            rows = Int(found[1])
        }
        add(
            "`due` over the province, \(sizes.openCases) cases under way, \(rows) rows", "s",
            ours: times.median)
    }

    private func measureReview(_ source: BenchNode) throws {
        let times = try source.numbers("review")
        guard let first = times.first else { return }
        add("what waits in and beside cases, first question", "s", ours: first)
        add("the same after an act, median", "s", ours: Array(times.dropFirst()).median)
    }
}

/// Where a figure comes from.
enum BenchMachine {
    static var text: String {
        let model = FileManager.default.contents(atPath: "/proc/cpuinfo").flatMap { data in
            String(decoding: data, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("model name") }?
                .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let memory = ProcessInfo.processInfo.physicalMemory >> 30
        return "machine: \(model ?? "unknown processor"), "
            + "\(ProcessInfo.processInfo.activeProcessorCount) cores, \(memory) GiB"
    }
}
