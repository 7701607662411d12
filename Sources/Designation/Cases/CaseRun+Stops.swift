/// Days that no clock of the agency counts although no step says so.
extension CaseRun {
    /// A change that nobody may decide while the institution is investigated waits from its acceptance, or from
    /// the first day of the investigation, whether or not somebody wrote down that it is deferred (S4 信息变更).
    func heldUp(on day: LegalDate) -> [CaseClock.Stop] {
        guard kind == .change, let accepted else { return [] }
        return subject.investigations.compactMap { one in
            let from = max(accepted, one.from)
            guard from <= decision?.day ?? day, one.to.map({ from < $0 }) ?? true,
                rules.says("change-while-investigated", "deferred", on: from)
            else { return nil }
            return CaseClock.Stop(from: from, to: one.to.flatMap { $0 <= day ? $0 : nil })
        }
    }

    /// When another application for the same fails after this one was accepted, this one may not be assessed for
    /// a while (N9 ¶2, P8 ¶2): what the agency may not do it is not late with. What happens after the
    /// assessment, a signing or another failure, changes nothing of that.
    func heldBack(on day: LegalDate) -> [CaseClock.Stop] {
        let assessed = rounds.first?.initialDay
        let limit = min(day, assessed ?? outcomeDay ?? day)
        guard let told = failureElsewhere(until: limit), assessed.map({ told < $0 }) ?? true,
            let wait = waitAfterFailures(on: limit, since: accepted), told < wait.day
        else { return [] }
        return [CaseClock.Stop(from: told, to: wait.day)]
    }
}

extension CaseClock.Stop {
    /// The same days, each once.
    static func joined(_ stops: [Self]) -> [Self] {
        var joined: [Self] = []
        for stop in stops.sorted(by: { $0.from < $1.from }) {
            guard let last = joined.last, last.to.map({ stop.from < $0 }) ?? true else {
                joined.append(stop)
                continue
            }
            guard let end = last.to else { continue }
            joined[joined.count - 1].to = stop.to.map { max($0, end) }
        }
        return joined
    }
}
