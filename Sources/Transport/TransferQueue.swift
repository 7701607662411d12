/// Who may start next: a line per host, and turns between hosts.
///
/// The lines stand here and not inside libcurl because its connect time-out keeps running while
/// a transfer waits for a free connection there, so that a long line would time out without
/// ever having been tried. The number of elements is the number of tasks that wait for an answer.
struct TransferQueue<Element> {
    /// Elements of one host under way at the same time, at least one.
    let limitPerHost: Int

    private struct Line {
        var active = 0
        var waiting: [Element] = []
        var head = 0
        var isListed = false

        var isEmpty: Bool { head == waiting.count }

        mutating func popFirst() -> Element {
            let element = waiting[head]
            head += 1
            // Amortised: dropping the front is paid for by the pops since the last time.
            if head >= 64, head * 2 >= waiting.count {
                waiting.removeFirst(head)
                head = 0
            }
            return element
        }
    }

    private var lines: [String: Line] = [:]
    /// Hosts with somebody waiting and a free place, each once, in the order of their turns.
    private var turns: [String] = []

    init(limitPerHost: Int) {
        self.limitPerHost = max(limitPerHost, 1)
    }

    /// Puts an element at the end of its host's line.
    mutating func append(_ element: Element, host: String) {
        var line = lines.removeValue(forKey: host) ?? Line()
        line.waiting.append(element)
        list(&line, host)
        lines[host] = line
    }

    /// Takes the element whose turn it is; it counts as under way until ``finished(host:)``.
    mutating func next() -> Element? {
        guard !turns.isEmpty else { return nil }
        let host = turns.removeFirst()
        guard var line = lines.removeValue(forKey: host) else { return nil }
        line.isListed = false
        let element = line.popFirst()
        line.active += 1
        list(&line, host)
        lines[host] = line
        return element
    }

    /// Gives the place of an element that `next` returned free again.
    mutating func finished(host: String) {
        guard var line = lines.removeValue(forKey: host) else { return }
        line.active -= 1
        list(&line, host)
        if line.active > 0 || !line.isEmpty { lines[host] = line }
    }

    /// Takes all that still wait, in no particular order.
    mutating func removeAllWaiting() -> [Element] {
        let waiting = lines.values.flatMap { $0.waiting[$0.head...] }
        for host in lines.keys {
            lines[host]?.waiting = []
            lines[host]?.head = 0
            lines[host]?.isListed = false
        }
        turns = []
        return waiting
    }

    private mutating func list(_ line: inout Line, _ host: String) {
        guard !line.isListed, !line.isEmpty, line.active < limitPerHost else { return }
        line.isListed = true
        turns.append(host)
    }
}
