public import TransparencyLog

extension PeerServer {
    /// As the web bounds it and `sync.proto` says.
    static let longestWaitMilliseconds: UInt64 = 60_000

    /// A poll arrives.
    ///
    /// - Parameters:
    ///   - caller: The session; what is withheld from it and what it holds is remembered by this.
    ///   - cursor: As sent; `nil` or unknown gets the full list, in pages.
    ///   - waitMilliseconds: How long it may wait, 0 for not at all.
    public mutating func poll(
        caller: String, cursor: String?, waitMilliseconds: UInt64, now: UInt64,
        mayRead: ReadRight
    ) -> PollOutcome {
        let after = cursor.flatMap(position(of:))
        let isKnown = after != nil && callers[caller] != nil
        if !isKnown {
            admit(caller)
            callers[caller]?.beyond = after ?? 0
        }
        callers[caller]?.lastUse = now
        let from = isKnown ? after ?? 0 : 0
        let answer = answer(to: caller, after: from, mayRead: mayRead)
        let isNews = !answer.heads.isEmpty || answer.more || !answer.cutOffNames.isEmpty
        if isNews || !isKnown { return .answer(answer) }
        if waitMilliseconds == 0 { return answer.isEmpty ? .nothing : .answer(answer) }
        let replaced = callers[caller]?.ticket
        if let replaced { parked[replaced] = nil }
        ticketCount += 1
        let ticket = PollTicket(number: ticketCount)
        let until = now + min(waitMilliseconds, Self.longestWaitMilliseconds)
        parked[ticket] = Parked(caller: caller, after: from, until: until)
        callers[caller]?.ticket = ticket
        return .parked(ticket, until: until, replaced: replaced)
    }

    /// A waiting poll was woken.
    ///
    /// - Returns: `nil` when there is nothing that its caller may read: it goes on waiting.
    public mutating func wake(_ ticket: PollTicket, mayRead: ReadRight) -> HeadsAnswer? {
        guard let poll = parked[ticket] else { return nil }
        let answer = answer(to: poll.caller, after: poll.after, mayRead: mayRead)
        guard !answer.heads.isEmpty else { return nil }
        cancel(ticket)
        return answer
    }

    /// A waiting poll has waited long enough.
    ///
    /// - Returns: `nil` when nothing is new at all (204).
    public mutating func finish(_ ticket: PollTicket, mayRead: ReadRight) -> HeadsAnswer? {
        guard let poll = parked[ticket] else { return nil }
        let answer = answer(to: poll.caller, after: poll.after, mayRead: mayRead)
        cancel(ticket)
        return answer.isEmpty ? nil : answer
    }

    /// The connection of a waiting poll is gone.
    public mutating func cancel(_ ticket: PollTicket) {
        guard let poll = parked.removeValue(forKey: ticket) else { return }
        if callers[poll.caller]?.ticket == ticket { callers[poll.caller]?.ticket = nil }
    }

    /// Polls that have waited long enough, and when the next one will have.
    public func due(now: UInt64) -> (tickets: [PollTicket], next: UInt64?) {
        // Nothing waits longer than this: a later time was set before the clock was put back.
        let latest = now + Self.longestWaitMilliseconds
        let tickets = parked.filter { $0.value.until <= now || $0.value.until > latest }
            .keys.sorted { $0.number < $1.number }
        return (tickets, parked.values.map(\.until).filter { $0 > now && $0 <= latest }.min())
    }

    /// A session ended.
    public mutating func forget(caller: String) {
        if let ticket = callers[caller]?.ticket { parked[ticket] = nil }
        callers[caller] = nil
    }

    // MARK: Cursors

    private func cursor(at sequence: UInt64) -> String {
        String(instance, radix: 36) + "-" + String(sequence, radix: 36)
    }

    private func position(of cursor: String) -> UInt64? {
        let parts = cursor.utf8.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard cursor.utf8.count <= 64, parts.count == 2,
            UInt64(String(decoding: parts[0], as: UTF8.self), radix: 36) == instance,
            let position = UInt64(String(decoding: parts[1], as: UTF8.self), radix: 36),
            position <= sequence
        else { return nil }
        return position
    }

    private mutating func admit(_ caller: String) {
        let ticket = callers[caller]?.ticket
        if callers.count >= Self.callerCount, callers[caller] == nil,
            let idle = callers.filter({ $0.value.ticket == nil })
                .min(by: { ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key) })
        {
            // Whoever is forgotten gets the full list next time.
            callers[idle.key] = nil
        }
        callers[caller] = Caller(ticket: ticket)
    }

    // MARK: Answers

    private mutating func answer(
        to name: String, after: UInt64, mayRead: ReadRight
    ) -> HeadsAnswer {
        var caller = callers[name] ?? Caller()
        grant(&caller, after: after, mayRead: mayRead)
        caller.turnPage(after)
        let beyond = max(after, caller.beyond)
        var page = Page(answer: HeadsAnswer(cursor: ""), reached: after)
        var index = firstChange(after: after)
        // Both lists in one order: where a page ends, everything up to its cursor was told.
        var granted = caller.granted.sorted { $0.value < $1.value }[...]
        while index < order.count || !granted.isEmpty, !page.answer.more {
            let isChange =
                index < order.count && order[index].sequence <= granted.first?.value ?? .max
            guard isChange else {
                guard let (origin, number) = granted.popFirst() else { break }
                guard mayRead(origin), let head = heads[origin] else { continue }
                page.add(row(origin, head, beyond: number, isNew: true), number, limits)
                continue
            }
            let (number, origin) = order[index]
            index += 1
            guard let head = heads[origin], head.sequence == number else { continue }
            guard mayRead(origin) else {
                caller.withheld.insert(origin)
                caller.granted[origin] = nil
                continue
            }
            if caller.holds[origin] ?? 0 >= head.size { continue }
            let isNew =
                caller.isNew(origin, head.firstSequence, after) || caller.granted[origin] != nil
            page.add(row(origin, head, beyond: beyond, isNew: isNew), number, limits)
        }
        var answer = page.answer
        if answer.more {
            caller.noteTold(answer, after: after, end: nil)
            answer.cursor = cursor(at: page.reached)
        } else {
            attachQuietNews(to: &answer, after: after)
            attachCutOff(to: &answer, &caller, after: after, mayRead: mayRead)
            caller.noteTold(answer, after: after, end: sequence)
            answer.cursor = cursor(at: sequence)
        }
        callers[name] = caller
        return answer
    }

    /// Parts of cut-off branches go with the last page, too, or make pages of their own. An answer that
    /// was lost is noticed by the cursor.
    private mutating func attachCutOff(
        to answer: inout HeadsAnswer, _ caller: inout Caller, after: UInt64, mayRead: ReadRight
    ) {
        let told = caller.cutOffTold.filter { $0.value <= after }
        let open = cutOffParts(except: { told[$0] != nil }, mayRead: mayRead)
        guard !open.names.isEmpty else { return }
        sequence += 1
        for name in open.names { caller.cutOffTold[name] = sequence }
        answer.cutOffNames = open.names
        answer.more = open.isMore
    }

    /// Names of parts for one message, in their order.
    func cutOffParts(
        except isKnown: (String) -> Bool, mayRead: ReadRight
    ) -> (names: [String], isMore: Bool) {
        guard !cutOff.isEmpty else { return ([], false) }
        var names: [String] = []
        var byteCount = 0
        let open = cutOff.filter { !isKnown($0.key) && mayRead($0.value.origin) }
        for (name, note) in open.sorted(by: { $0.key < $1.key }) {
            guard names.count < CutOffPart.countPerMessage, byteCount < limits.answerByteCount
            else { return (names, true) }
            byteCount += note.byteCount
            names.append(name)
        }
        return (names, false)
    }

    /// Logs that were withheld and may be read now are told as if they had changed just now. They
    /// are remembered until a cursor comes that is beyond, since an answer can be lost.
    private mutating func grant(_ caller: inout Caller, after: UInt64, mayRead: ReadRight) {
        caller.granted = caller.granted.filter { $0.value > after }
        for origin in caller.withheld.sorted() where mayRead(origin) {
            caller.withheld.remove(origin)
            sequence += 1
            caller.granted[origin] = sequence
        }
    }

    /// An answer while it is filled.
    private struct Page {
        var answer: HeadsAnswer
        var reached: UInt64
        var byteCount = 0

        mutating func add(_ row: HeadRow, _ number: UInt64, _ limits: SyncLimits) {
            guard answer.heads.count < limits.headsPerAnswer, byteCount < limits.answerByteCount
            else {
                answer.more = true
                return
            }
            reached = number
            byteCount += row.note.count + (row.entries?.bytes.count ?? 0) + 128
            answer.heads.append(row)
        }
    }

    /// Heartbeats and digests go with the last page, whose cursor is beyond them.
    private func attachQuietNews(to answer: inout HeadsAnswer, after: UInt64) {
        guard !answer.more else { return }
        answer.heartbeats = heartbeats.filter { $0.value.sequence > after }
            .sorted { $0.key < $1.key }.map(\.value.note)
        if digests.sequence > after { answer.digests = digests.reports }
    }

    private func row(_ origin: Origin, _ head: Head, beyond: UInt64, isNew: Bool) -> HeadRow {
        var entries: InlineEntries?
        let news = head.pieces.filter { $0.sequence > beyond }.map(\.entries)
        let count = news.reduce(0) { $0 + $1.count }
        if head.droppedSequence <= beyond, let first = news.first, count <= limits.inlineEntryCount
        {
            entries = InlineEntries(from: first.from, count: count, bytes: news.flatMap(\.bytes))
        }
        return HeadRow(
            origin: origin, key: isNew ? head.key : nil, note: head.note, entries: entries)
    }

    /// The first change with a larger number, by bisection.
    private func firstChange(after: UInt64) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if order[middle].sequence > after { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension PeerServer.Caller {
    /// Forgets a list whose last page the caller has, or one that it does not go on with.
    mutating func turnPage(_ after: UInt64) {
        guard let paging else { return }
        if after < paging.from || paging.end.map({ after >= $0 }) ?? false { self.paging = nil }
    }

    /// Whether a log must come with its key. A page that was lost is asked for again with the same
    /// cursor; what stood on it is still new then.
    func isNew(_ origin: Origin, _ firstSequence: UInt64, _ after: UInt64) -> Bool {
        guard let paging else { return firstSequence > after }
        return firstSequence > paging.from && paging.told[origin] ?? after >= after
    }

    mutating func noteTold(_ answer: HeadsAnswer, after: UInt64, end: UInt64?) {
        // What fits into one page needs no memory.
        guard paging != nil || end == nil else { return }
        var list = paging ?? PeerServer.Paging(from: after)
        for row in answer.heads {
            list.told[row.origin] = min(list.told[row.origin] ?? after, after)
        }
        list.end = end
        paging = list
    }
}
