/// What happens next, in the order of time; of one moment, in the order in which it was planned.
struct EventQueue<Event> {
    private struct Item {
        var time: UInt64
        var number: UInt64
        var event: Event

        func precedes(_ other: Item) -> Bool { (time, number) < (other.time, other.number) }
    }
    /// A binary heap: the parent of `i` stands at `(i - 1) / 2`.
    private var heap: [Item] = []
    private var count: UInt64 = 0

    var nextTime: UInt64? { heap.first?.time }

    mutating func add(_ event: Event, at time: UInt64) {
        count += 1
        heap.append(Item(time: time, number: count, event: event))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func next() -> (time: UInt64, event: Event)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return (first.time, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].precedes(heap[least]) {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
