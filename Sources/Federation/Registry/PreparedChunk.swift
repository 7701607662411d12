public import Designation
import Synchronization
public import TransparencyLog

/// A verified chunk, decoded and packed: the part of applying that needs no lock and no order, so that
/// bulk catch-up does it on all cores.
public struct PreparedChunk: Sendable {
    struct PackedFact: Sendable {
        var index: UInt64
        var institution: InstitutionID
        /// In ``PreparedChunk/packed``.
        var range: Range<Int>
        /// How many of its bytes, at the end, are the act.
        var actCount: Int
    }
    public let origin: Origin
    public let from: UInt64
    public let count: Int
    /// What goes to the store; `nil` for entries that came from there.
    public let verified: VerifiedChunk?
    /// The stamp that the first entry had to be at least; must be the registry's when applied.
    let baseStamp: Stamp
    /// As written in the first entry; if it is not below what the log counts, nothing was stamped low.
    let firstStamp: Stamp?
    let lastStamp: Stamp
    let facts: [PackedFact]
    /// The compact forms of all facts, one behind the other.
    let packed: [UInt8]
    /// Whether the facts are sanctions and the like, which count everywhere.
    var hasSanctions: Bool
    /// Licences that are said to have replaced others.
    let successions: [Succession]
    /// Persons who are said to be restricted somewhere.
    let persons: [PersonMeasure]
    /// Institutions that agreements of others may name as places.
    let sites: [SiteNaming]
    /// National codes that registrations of the chunk name.
    let codes: [CodeClaim]
    /// Entries that are not facts of an institution: directory, receipts, cases, evidence.
    public let others: [LoggedEntry]
    /// Indexes of entries that could not be decoded; kept, passed on, shown, without effect.
    public let malformed: [UInt64]
    /// Entries with a stamp, for review of stamps ahead of the time of arrival.
    public let newestStamp: Stamp
}

/// An entry that the node itself has just committed.
struct OwnEntry {
    var draft: EntryDraft
    var stamp: Stamp
    var officer: String

    var entry: Entry { Entry(draft, stamp: stamp, officer: officer) }
}

/// Entries as they lie in the store.
public struct StoredRun: Sendable {
    public var origin: Origin
    public var from: UInt64
    public var entries: [[UInt8]]

    public init(origin: Origin, from: UInt64, entries: [[UInt8]]) {
        self.origin = origin
        self.from = from
        self.entries = entries
    }
}

extension Registry {
    /// Packs entries that the node itself has just committed. That their bytes are read as the same
    /// values was proven before they were written (``EntryTemplate``).
    ///
    /// - Parameter entry: the value of one of them by its number.
    func prepare(
        _ leafHashes: [TreeHash], of origin: Origin, from: UInt64, entry: (Int) -> OwnEntry
    ) -> PreparedChunk {
        let count = leafHashes.count
        var packer = Packer(
            registry: self, origin: origin, after: lastStamp(origin), count: count)
        for (offset, hash) in leafHashes.enumerated() {
            packer.take(entry(offset), index: from + UInt64(offset), hash: hash)
        }
        return packer.result(from: from, count: count, verified: nil)
    }

    /// Decodes and packs. Pure apart from interning origins; may run on any thread.
    ///
    /// - Parameter after: the stamp of the entry before the chunk, as the log counts it.
    public func prepare(_ chunk: VerifiedChunk, after: Stamp) -> PreparedChunk {
        var packer = Packer(
            registry: self, origin: chunk.origin, after: after, count: chunk.count)
        chunk.bundle.withUnsafeBytes { bytes in
            for (offset, range) in chunk.ranges.enumerated() {
                packer.take(
                    UnsafeRawBufferPointer(rebasing: bytes[range]),
                    index: chunk.from + UInt64(offset), hash: chunk.leafHashes[offset])
            }
        }
        return packer.result(from: chunk.from, count: chunk.count, verified: chunk)
    }

    /// From so many entries on, two bundles, other threads are worth waking: decoding them takes
    /// milliseconds, waking some tens of microseconds.
    private static let parallelEntryCount = 2 * Tile.width

    /// Several chunks at the same time, each after what is applied now; `Replica.accept` prepares
    /// those again whose predecessor in the batch turns out to be stamped higher.
    public func prepare(_ chunks: [VerifiedChunk]) -> [PreparedChunk] {
        let stamps = chunks.map { lastStamp($0.origin) }
        let entryCount = chunks.reduce(0) { $0 + $1.count }
        if chunks.count < 2 || entryCount < Self.parallelEntryCount {
            return zip(chunks, stamps).map { prepare($0, after: $1) }
        }
        let results = Mutex([PreparedChunk?](repeating: nil, count: chunks.count))
        parallel(chunks.count) { number in
            let prepared = prepare(chunks[number], after: stamps[number])
            results.withLock { $0[number] = prepared }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// The same for entries from the store, whose hashes were verified when they came in.
    public func prepare(_ run: StoredRun, after: Stamp) -> PreparedChunk {
        var packer = Packer(
            registry: self, origin: run.origin, after: after, count: run.entries.count)
        for (offset, entry) in run.entries.enumerated() {
            let hash = TreeHash.leaf(entry)
            entry.withUnsafeBytes {
                packer.take($0, index: run.from + UInt64(offset), hash: hash)
            }
        }
        return packer.result(from: run.from, count: run.entries.count, verified: nil)
    }
}

/// Collects what one chunk gives.
private struct Packer {
    let registry: Registry
    let origin: Origin
    let originText: String
    let stream: Designation.Stream
    let after: Stamp
    /// Interned once per chunk instead of once per fact.
    var origins: OriginTable
    /// What all facts of the log have in common, from the first fact on.
    var common: Fact.Common?
    var memo = EntryMemo()
    var stamp: Stamp
    var firstStamp: Stamp?
    var newestStamp = Stamp(milliseconds: 0, counter: 0)
    var facts: [PreparedChunk.PackedFact] = []
    var packed: [UInt8] = []
    var successions: [Succession] = []
    var persons: [PersonMeasure] = []
    var sites: [SiteNaming] = []
    var codes: [CodeClaim] = []
    var others: [LoggedEntry] = []
    var malformed: [UInt64] = []

    init(registry: Registry, origin: Origin, after: Stamp, count: Int) {
        self.registry = registry
        self.origin = origin
        self.after = after
        originText = origin.text
        // Losing the error is right: an origin that is no name of ours carries nothing for the fold.
        stream = (try? LogName(origin: origin))?.stream ?? .casework
        origins = registry.globals.withLock { $0.origins }
        stamp = after
        facts.reserveCapacity(count)
        packed.reserveCapacity(count * 112)
    }

    /// Interns the names that all facts of the log have. Author and area are filled in when facts
    /// are read, by what the directory says then.
    private mutating func names() -> Fact.Common {
        if let common { return common }
        let text = originText
        let (table, names) = registry.globals.withLock { globals in
            let names = Fact.Common(
                origin: text, author: "", area: Registry.common, origins: &globals.origins)
            Registry.extendView(&globals)
            return (globals.origins, names)
        }
        (origins, common) = (table, names)
        return names
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer, index: UInt64, hash: TreeHash) {
        let entry: Entry
        do throws(EntryError) {
            entry = try EntryCodec.decode(bytes, memo: &memo)
        } catch {
            malformed.append(index)
            return
        }
        let written = entry.header.stamp
        if !takeFact(of: entry, written: written, index: index, hash: hash) {
            takeOther(entry, index: index, hash: hash)
        }
    }

    mutating func take(_ own: OwnEntry, index: UInt64, hash: TreeHash) {
        // Most entries are facts, in which nobody asks who recorded them.
        if !takeFact(of: own.draft.entry, written: own.stamp, index: index, hash: hash) {
            takeOther(own.entry, index: index, hash: hash)
        }
    }

    private mutating func takeOther(_ entry: Entry, index: UInt64, hash: TreeHash) {
        others.append(
            LoggedEntry(
                origin: origin, index: index, leafHash: hash, stamp: stamp, entry: entry))
    }

    /// - Parameter written: the stamp as the entry gives it.
    /// - Returns: whether the entry is a fact of an institution.
    private mutating func takeFact(
        of entry: Entry, written: Stamp, index: UInt64, hash: TreeHash
    ) -> Bool {
        if firstStamp == nil { firstStamp = written }
        stamp = max(stamp, written)
        newestStamp = max(newestStamp, written)
        let reference = EventReference(
            origin: originText, index: index, leafPrefix: hash.leafPrefix)
        guard stream == .sanctions || stream == .register,
            let fact = entry.fact(
                reference: reference, effectiveStamp: stamp, author: "", area: Registry.common,
                stream: stream)
        else { return false }
        let institutions = entry.institutions
        if case .registered(let registered) = fact.act, let earlier = registered.predecessor {
            successions += institutions.map { Succession(successor: $0, predecessor: earlier) }
        }
        if case .registered(let registered) = fact.act, !registered.nationalCode.isEmpty {
            codes += institutions.map {
                CodeClaim(code: registered.nationalCode, institution: $0)
            }
        }
        if case .restricted(let measure) = fact.act, measure.part == .person {
            persons += institutions.map { PersonMeasure(person: measure.name, institution: $0) }
        }
        for site in SiteNaming.sites(fact.act) {
            sites += institutions.map { SiteNaming(site: site, institution: $0) }
        }
        let start = packed.count
        let act = pack(fact)
        for institution in institutions {
            facts.append(
                .init(
                    index: index, institution: institution, range: start..<packed.count,
                    actCount: packed.count - act))
        }
        return true
    }

    /// Origins that the table does not know yet are interned in the registry first, so that an index
    /// means the same everywhere.
    ///
    /// - Returns: where the act begins.
    private mutating func pack(_ fact: Fact) -> Int {
        let common = names()
        let known = origins.count
        let start = packed.count
        let act = fact.encode(into: &packed, origins: &origins, common: common)
        guard origins.count != known else { return act }
        packed.removeLast(packed.count - start)
        let names = origins.names[known...]
        origins = registry.globals.withLock { globals in
            for name in names { globals.origins.intern(name) }
            Registry.extendView(&globals)
            return globals.origins
        }
        return fact.encode(into: &packed, origins: &origins, common: common)
    }

    func result(from: UInt64, count: Int, verified: VerifiedChunk?) -> PreparedChunk {
        PreparedChunk(
            origin: origin, from: from, count: count, verified: verified, baseStamp: after,
            firstStamp: firstStamp, lastStamp: stamp, facts: facts, packed: packed,
            hasSanctions: stream == .sanctions, successions: successions, persons: persons,
            sites: sites, codes: codes, others: others, malformed: malformed,
            newestStamp: newestStamp)
    }
}

extension TreeHash {
    /// The first 16 bytes as a number, most significant first (protocol §3, a reference).
    public var leafPrefix: UInt128 {
        UInt128(words.0) << 64 | UInt128(words.1)
    }
}
