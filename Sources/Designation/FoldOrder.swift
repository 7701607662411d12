/// The one order in which the fold looks at facts, whatever the order of their arrival
/// (protocol §6): inside a log by index; between logs an event follows whatever it refers to; then
/// stamp, origin and index decide. What was recorded again has stamp and place of its first writing,
/// where its closing shows them.
struct FoldOrder {
    /// Indexes into the facts handed in, in fold order; doubled references appear once.
    private(set) var sequence: [Int]
    /// By position in `sequence`: the position of the fact referred to.
    private(set) var targets: [Target]

    enum Target: Equatable {
        /// The act refers to nothing.
        case none
        case at(Int)
        /// No fact of that origin, index and leaf hash is present.
        case missing
    }

    /// By index into the facts: of those recorded again, where and when they stood first.
    private let first: [Int: (place: EventReference, stamp: Stamp)]

    init(_ facts: [Fact], area: RegionCode, closed: [String: ClosedLog] = [:]) {
        var first: [Int: (place: EventReference, stamp: Stamp)] = [:]
        for index in facts.indices where facts[index].earlierPlace != nil {
            first[index] = facts[index].firstInstant(closed)
        }
        self.first = first
        let isAgain = !first.isEmpty
        targets = []
        sequence = []
        sequence.reserveCapacity(facts.count)
        for index in facts.indices where Self.counts(facts[index], in: area) {
            sequence.append(index)
        }
        var isSorted = true
        for place in sequence.indices.dropFirst()
        where !precedes(sequence[place - 1], sequence[place], facts) {
            isSorted = false
            break
        }
        if !isSorted {
            let found = sequence.sorted { precedes($0, $1, facts) }
            sequence = found
            sequence = Self.withoutDoubles(sequence, facts)
        }
        if isAgain { sequence = Self.withoutCopies(sequence, facts) }
        targets = Self.resolve(sequence, facts, isAgain: isAgain)
        if !respectsReferences(sequence, targets, facts) {
            sequence = follow(sequence, targets, facts)
            targets = Self.resolve(sequence, facts, isAgain: isAgain)
        }
    }

    /// Standing is a function of all sanctions and of the area's own register (protocol §7).
    private static func counts(_ fact: Fact, in area: RegionCode) -> Bool {
        switch fact.stream {
        case .sanctions: true
        case .register: fact.area == area
        case .directory, .casework, .receipts: false
        }
    }

    /// By index, since facts are large values.
    private func precedes(_ left: Int, _ right: Int, _ facts: [Fact]) -> Bool {
        if !first.isEmpty { return precedesWithCopies(left, right, facts) }
        let (one, other) = (facts[left].stamp, facts[right].stamp)
        if one != other { return one < other }
        return facts[left].reference < facts[right].reference
    }

    /// An act before its copies, and these in the order in which they were recorded.
    private func precedesWithCopies(_ left: Int, _ right: Int, _ facts: [Fact]) -> Bool {
        let stamps = (
            first[left]?.stamp ?? facts[left].stamp, first[right]?.stamp ?? facts[right].stamp
        )
        if stamps.0 != stamps.1 { return stamps.0 < stamps.1 }
        let places = (place(left, facts), place(right, facts))
        if places.0 != places.1 { return places.0 < places.1 }
        if (first[left] == nil) != (first[right] == nil) { return first[left] == nil }
        if facts[left].stamp != facts[right].stamp { return facts[left].stamp < facts[right].stamp }
        return facts[left].reference < facts[right].reference
    }

    /// Where the fact stands in a log, by which logs are followed.
    private func place(_ index: Int, _ facts: [Fact]) -> EventReference {
        first[index]?.place ?? facts[index].reference
    }

    private static func withoutDoubles(_ sequence: [Int], _ facts: [Fact]) -> [Int] {
        var kept: [Int] = []
        kept.reserveCapacity(sequence.count)
        for index in sequence {
            if let last = kept.last, facts[last].reference == facts[index].reference { continue }
            kept.append(index)
        }
        return kept
    }

    /// An act that was recorded again counts once: where it first stood if that counts, else the
    /// first of its copies (protocol §4).
    private static func withoutCopies(_ sequence: [Int], _ facts: [Fact]) -> [Int] {
        var places = Set(sequence.map { facts[$0].reference })
        return sequence.filter { index in
            guard let place = facts[index].earlierPlace else { return true }
            return places.insert(place).inserted
        }
    }

    private static func resolve(
        _ sequence: [Int], _ facts: [Fact], isAgain: Bool
    ) -> [Target] {
        // A dictionary costs more than it saves for the few facts that institutions have.
        guard sequence.count > 64 else {
            var targets: [Target] = []
            targets.reserveCapacity(sequence.count)
            // One agreement is referred to again and again.
            var last: (wanted: EventReference, target: Target)?
            for index in sequence {
                guard let wanted = facts[index].act.reference else {
                    targets.append(.none)
                    continue
                }
                if let last, last.wanted.isSame(as: wanted) {
                    targets.append(last.target)
                    continue
                }
                let target = find(wanted, sequence, facts, isAgain: isAgain)
                last = (wanted, target)
                targets.append(target)
            }
            return targets
        }
        var positions: [EventReference: Int] = [:]
        for (position, index) in sequence.enumerated() {
            positions[facts[index].reference] = position
            if let place = facts[index].earlierPlace { positions[place] = position }
        }
        return sequence.map { index in
            guard let wanted = facts[index].act.reference else { return .none }
            return positions[wanted].map { .at($0) } ?? .missing
        }
    }

    private static func find(
        _ wanted: EventReference, _ sequence: [Int], _ facts: [Fact], isAgain: Bool
    ) -> Target {
        for position in sequence.indices {
            let index = sequence[position]
            if facts[index].reference.index == wanted.index,
                facts[index].reference.isSame(as: wanted)
            {
                return .at(position)
            }
            if isAgain, facts[index].earlierPlace?.isSame(as: wanted) == true {
                return .at(position)
            }
        }
        return .missing
    }

    private func respectsReferences(
        _ sequence: [Int], _ targets: [Target], _ facts: [Fact]
    ) -> Bool {
        for (position, target) in targets.enumerated() {
            if case .at(let earlier) = target, earlier >= position { return false }
        }
        return followsLogs(sequence, facts)
    }

    /// Stamps never fall inside one log, so this only fails where a caller broke that promise; the
    /// index outranks the stamp even then.
    private func followsLogs(_ sequence: [Int], _ facts: [Fact]) -> Bool {
        guard sequence.count <= 64, first.isEmpty else {
            var last: [String: UInt64] = [:]
            for index in sequence {
                let reference = place(index, facts)
                if let known = last[reference.origin], known > reference.index { return false }
                last[reference.origin] = reference.index
            }
            return true
        }
        // By log, of which there are few: the index that came last.
        var logs: [(origin: String, index: UInt64)] = []
        for index in sequence {
            let next = facts[index].reference.index
            var place = 0
            while place < logs.count, logs[place].origin != facts[index].reference.origin {
                place += 1
            }
            if place == logs.count {
                logs.append((facts[index].reference.origin, next))
            } else if logs[place].index > next {
                return false
            } else {
                logs[place].index = next
            }
        }
        return true
    }

    /// Takes again and again the least fact whose predecessors are all taken. Logs are queues, so
    /// only their heads are looked at. Should heads wait for each other in a circle, which hashes
    /// make impossible, the least of them is taken and its reference stays without effect.
    private func follow(_ sequence: [Int], _ targets: [Target], _ facts: [Fact]) -> [Int] {
        var logs: [String: [Int]] = [:]
        for position in sequence.indices {
            logs[place(sequence[position], facts).origin, default: []].append(position)
        }
        let queues = logs.keys.sorted().map { origin in
            (logs[origin] ?? []).sorted {
                place(sequence[$0], facts) < place(sequence[$1], facts)
            }
        }
        var heads = Array(repeating: 0, count: queues.count)
        var taken = Array(repeating: false, count: sequence.count)
        var result: [Int] = []
        result.reserveCapacity(sequence.count)
        while result.count < sequence.count {
            var best: Int?
            var bestIsReady = false
            for log in queues.indices where heads[log] < queues[log].count {
                let position = queues[log][heads[log]]
                var isReady = true
                if case .at(let target) = targets[position] { isReady = taken[target] }
                if bestIsReady && !isReady { continue }
                if let current = best, bestIsReady == isReady {
                    let rival = queues[current][heads[current]]
                    guard precedes(sequence[position], sequence[rival], facts) else { continue }
                }
                best = log
                bestIsReady = isReady
            }
            guard let log = best else { break }
            let position = queues[log][heads[log]]
            heads[log] += 1
            taken[position] = true
            result.append(sequence[position])
        }
        return result
    }
}

extension EventReference {
    /// Equality with the cheap and telling parts first.
    func isSame(as other: EventReference) -> Bool {
        index == other.index && leafPrefix == other.leafPrefix && origin == other.origin
    }
}

extension Act {
    /// The earlier event without which this act has no effect.
    var reference: EventReference? {
        switch self {
        case .recognised(let recognition): recognition.assessment
        case .signed(let agreement): agreement.restsOn
        case .changed(let agreement, _, _), .renewed(let agreement, _), .ended(let agreement, _):
            agreement
        case .resumed(let suspension, _), .resumptionRequested(let suspension): suspension
        case .resumptionRefused(let request): request
        case .restrictionLifted(let restriction): restriction
        case .withdrawn(let act): act
        case .registered, .assessed, .restricted, .suspended, .terminated, .barred, .reviewed,
            .unknown:
            nil
        }
    }

    /// What the author must be competent for; `nil` for kinds that nobody here can judge, which
    /// therefore restrict whoever wrote them.
    public var competency: Competency? {
        switch self {
        case .registered: .register
        case .assessed, .recognised: .assess
        case .signed: .sign
        case .changed: .change
        case .renewed: .renew
        case .ended: .end
        case .suspended, .restricted: .suspend
        case .resumed, .restrictionLifted, .resumptionRefused: .resume
        case .resumptionRequested: .accept
        case .terminated: .terminate
        case .withdrawn: .withdraw
        case .barred: .bar
        case .reviewed: .review
        case .unknown: nil
        }
    }
}
