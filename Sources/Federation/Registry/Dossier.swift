import Designation
import TransparencyLog

/// What the registry holds of one institution in memory.
struct Dossier: Sendable {
    /// Packed facts in order of arrival; `nil` when they are only in the derived store.
    var facts: [UInt8]?
    /// Facts behind these that nobody has looked at yet: where they begin and end among the shard's
    /// ``Shard/arrivals``. A dossier that has some is stale.
    var firstArrival: Int32 = -1
    var lastArrival: Int32 = -1
    /// Where in `facts` the act of the last registration lies; empty: not known.
    var registration: (start: Int32, count: Int32) = (0, 0)
    var standings: [AreaStanding]
    /// The view generation under which `standings` were folded.
    var generation: UInt64
    /// Which of the registry's folds made `standings`; 0: none since the start.
    var foldNumber: UInt64 = 0
    /// Facts have arrived that `standings` do not reflect.
    var isStale: Bool
    /// What is true of the whole federation may have changed, too: it rests on sanctions alone.
    var isCommonStale: Bool
    /// Differs from what the derived store holds.
    var isUnsaved: Bool

    init() {
        facts = []
        standings = []
        generation = 0
        isStale = true
        isCommonStale = true
        isUnsaved = true
    }

    var hasArrivals: Bool { firstArrival >= 0 }

    /// - Returns: the arrival before this one; negative when this is the first.
    fileprivate mutating func note(arrival: Int32, isSanction: Bool) -> Int32 {
        let last = lastArrival
        if last < 0 {
            firstArrival = arrival
            isStale = true
            isUnsaved = true
        }
        lastArrival = arrival
        if isSanction { isCommonStale = true }
        return last
    }
}

/// One area's standing of one institution, encoded, with the hash that goes into the digest.
struct AreaStanding: Sendable, Hashable {
    var area: RegionCode
    var encoded: [UInt8]
    var row: TreeHash
}

/// A shard of the registry; its lock is held for the time of one fold at most.
struct Shard: Sendable {
    var dossiers: [InstitutionID: Dossier] = [:]
    var factByteCount = 0
    /// Facts that came since their institutions were folded, of all of them one behind the other: a
    /// dossier of its own grows once for each fold instead of once for each fact.
    private var arrived: [UInt8] = []
    private var arrivals: [Arrival] = []
    /// Dossiers that have arrivals.
    private var waitingCount = 0

    private struct Arrival: Sendable {
        var start: Int
        var count: Int32
        /// The next one of the same institution; negative: none.
        var next: Int32
        /// How many of the bytes, at the end, are the act.
        var actCount: Int32
    }

    /// A fact came for the dossier at `place`.
    ///
    /// - Parameter actCount: how many of the bytes, at the end, are its act.
    mutating func add(
        _ fact: ArraySlice<UInt8>, actCount: Int,
        at place: Dictionary<InstitutionID, Dossier>.Index,
        isSanction: Bool
    ) {
        let number = Int32(arrivals.count)
        arrivals.append(
            Arrival(
                start: arrived.count, count: Int32(fact.count), next: -1,
                actCount: Int32(actCount)))
        arrived.append(contentsOf: fact)
        factByteCount += fact.count
        let last = dossiers.values[place].note(arrival: number, isSanction: isSanction)
        if last >= 0 { arrivals[Int(last)].next = number } else { waitingCount += 1 }
    }

    /// Puts the arrivals of a dossier behind its other facts, which must be in memory.
    mutating func collect(at place: Dictionary<InstitutionID, Dossier>.Index) {
        let first = dossiers.values[place].firstArrival
        guard first >= 0, let known = dossiers.values[place].facts else { return }
        var count = known.count
        var next = first
        while next >= 0 {
            count += Int(arrivals[Int(next)].count)
            next = arrivals[Int(next)].next
        }
        // Exactly as many as there are: most dossiers grow seldom, and there are very many.
        var facts: [UInt8] = []
        facts.reserveCapacity(count)
        facts.append(contentsOf: known)
        var registration = dossiers.values[place].registration
        next = first
        while next >= 0 {
            append(arrivals[Int(next)], to: &facts, &registration)
            next = arrivals[Int(next)].next
        }
        factByteCount -= count - facts.count
        if facts.count < count - Self.worthCopying { facts = facts.inExactRoom }
        dossiers.values[place].facts = facts
        dossiers.values[place].registration = registration
        dossiers.values[place].firstArrival = -1
        dossiers.values[place].lastArrival = -1
        waitingCount -= 1
        guard waitingCount == 0 else { return }
        // What a rush needed is given back; a little is kept for the next act.
        arrived.removeAll(keepingCapacity: arrived.capacity <= Self.keptByteCount)
        arrivals.removeAll(keepingCapacity: arrived.capacity > 0)
    }

    /// Appends an arrival; a registration that says what the last one said, without its act.
    private func append(
        _ arrival: Arrival, to facts: inout [UInt8],
        _ registration: inout (start: Int32, count: Int32)
    ) {
        let end = arrival.start + Int(arrival.count)
        let act = end - Int(arrival.actCount)
        guard Fact.isRegistration(arrived[arrival.start]) else {
            facts.append(contentsOf: arrived[arrival.start..<end])
            return
        }
        let known = Int(registration.start)..<Int(registration.start + registration.count)
        if !known.isEmpty, known.count == end - act, Self.isSame(facts, known, arrived, act) {
            facts.append(Fact.withoutAct(arrived[arrival.start]))
            facts.append(contentsOf: arrived[arrival.start + 1..<act])
            return
        }
        facts.append(contentsOf: arrived[arrival.start..<end])
        registration = (Int32(facts.count - (end - act)), Int32(end - act))
    }

    private static func isSame(
        _ left: [UInt8], _ range: Range<Int>, _ right: [UInt8], _ start: Int
    ) -> Bool {
        for offset in 0..<range.count where left[range.lowerBound + offset] != right[start + offset]
        {
            return false
        }
        return true
    }

    private static let keptByteCount = 4_096
    /// Fewer bytes than these may stay unused behind the facts of a dossier.
    private static let worthCopying = 48
}

extension [UInt8] {
    /// The same bytes without the room that growing leaves behind them: up to as much again, for each
    /// of very many institutions.
    var inExactRoom: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = buffer.initialize(fromContentsOf: self)
        }
    }
}
