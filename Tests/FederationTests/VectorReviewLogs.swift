import Designation
import TransparencyLog

@testable import Federation

/// Items that come from the directory and from what happens to logs.
extension ReviewVectors {
    static func directories() throws -> [ReviewStory] { try [changedPast()] }

    /// Logs of 530400 and 530500, of which nothing else is told.
    static func logs() throws -> [ReviewStory] {
        var (first, second) = (try recordedAgain(), try decidedUnderFirstPlace())
        let institutions = [first.institution, second.institution]
        let places = Places()
        first.then("2026-05-01") { federation, _ in
            try places.cut(&federation, "530400", .sanctions)
        }
        for number in 0..<2 {
            let write: ReviewStory.Writing = { federation, references in
                let again = try places.recordAgain(&federation, institutions[number])
                references["again"] = again
            }
            if number == 0 {
                first.then("2026-05-02", write)
            } else {
                second.then("2026-05-02", write)
            }
        }
        first.decide("2026-05-03", by: "530400", "kept", on: ["again"])
        return [first, second, try forked()]
    }

    /// The rule that units of one pool are suspended together is taken back for months that are over.
    private static func changedPast() throws -> ReviewStory {
        var story = try ReviewStory(
            .retroactive, "A decision reaches back and changes what was", at: "530300")
        story.sign("signed", "2026-01-06")
        story.sign("county", "2026-01-07", by: "530302")
        story.suspend("suspended", "2026-03-01", until: "2026-04-01")
        story.then("2026-06-01") { federation, references in
            references["decision"] = try federation.directory(
                "root",
                .decision(
                    Decision(
                        region: ReviewWorld.code("530300"),
                        name: RuleName.samePoolPair.rawValue,
                        value: DatedValue(
                            value: "no", from: ReviewWorld.day("2026-02-01"), to: nil,
                            citation: Citation(edition: "N", article: "44"), isDecision: true))))
        }
        story.items = [["decision"]]
        return story
    }

    // MARK: Cut off and recorded again

    /// What stood in a log before it was closed.
    private final class Places {
        private var cut: [(institution: InstitutionID, place: EventReference, bytes: [UInt8])] = []

        /// A superior closes the log behind its opening; its author goes on in another one.
        func cut(
            _ federation: inout VectorFederation, _ node: String, _ stream: Designation.Stream
        ) throws {
            let origin = try federation.log(node, stream)
            let log = try unwrap(federation.logs[origin])
            for (index, bytes) in log.entries.enumerated().dropFirst() {
                let subject = try unwrap(EntryCodec.decode(bytes).header.subject)
                let place = EventReference(
                    origin: origin.text, index: UInt64(index),
                    leafPrefix: TreeHash.leaf(bytes).leafPrefix)
                cut.append((subject, place, bytes))
            }
            let first = try unwrap(log.entries.first)
            try federation.directory(
                "530000",
                .closed(
                    LogClosing(
                        origin: origin, finalSize: 1,
                        root: MerkleTree.root(ofLeaves: [.leaf(first)]), reason: .retirement,
                        lastStamp: try EntryCodec.decode(first).header.stamp)))
            federation.beginEpoch(node, stream)
        }

        /// - Returns: where the last of an institution's acts stands now.
        func recordAgain(
            _ federation: inout VectorFederation, _ institution: InstitutionID
        ) throws -> EventReference? {
            var last: EventReference?
            for entry in cut where entry.institution == institution {
                let header = try EntryCodec.decode(entry.bytes).header
                last = try federation.append(
                    federation.log("530400", .sanctions),
                    .lost(LostEntry(place: entry.place, entry: entry.bytes)), institution,
                    region: header.region?.text, on: "\(header.effective)")
            }
            return last
        }
    }

    private static func recordedAgain() throws -> ReviewStory {
        var story = try ReviewStory(
            .lostAndRecorded, "A suspension that a closing cut off and its author recorded again",
            at: "530400")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-03-01")
        story.items = [["again"]]
        return story
    }

    /// The decision names the suspensions where they first stood, the item where they stand now.
    private static func decidedUnderFirstPlace() throws -> ReviewStory {
        var story = try ReviewStory(
            .secondSuspension,
            "Decided before the second suspension was cut off and recorded again",
            at: "530400")
        story.sign("signed", "2026-01-06")
        story.suspend("first", "2026-02-01", by: "530000", for: "530400", until: "2026-03-01")
        story.suspend("second", "2026-04-01", until: "2026-05-01")
        story.decide("2026-04-05", by: "530000", "kept", on: ["signed", "first", "second"])
        story.items = [["signed", "first", "again"]]
        return story
    }

    // MARK: Two histories

    /// Two histories of one length with a common beginning; a superior found them and tells everybody.
    private static func forked() throws -> ReviewStory {
        var story = try ReviewStory(
            .forkedLog, "Signed in a log with two histories, beyond what is common", at: "530500")
        story.sign("signed", "2026-01-06")
        story.then("2026-04-01") { federation, _ in
            let origin = try federation.log("530500", .register)
            let log = try unwrap(federation.logs[origin])
            var leaves = log.entries.map { TreeHash.leaf($0) }
            let kept = try VectorFederation.checkpoint(log)
            let common = Array(leaves.dropLast())
            let (here, there) = (try unwrap(leaves.last), TreeHash.leaf([1]))
            leaves[leaves.count - 1] = there
            let other = try log.signer.sign(
                Checkpoint(
                    origin: origin, size: kept.size, root: MerkleTree.root(ofLeaves: leaves)))
            let isFirst = kept.root < other.root
            // From two leaves to three leads the third.
            let evidence = try unwrap(
                ForkEvidence(sameSize: kept, other)?.narrowed(
                    to: ForkEvidence.Common(
                        size: UInt64(common.count), root: MerkleTree.root(ofLeaves: common),
                        toFirst: [isFirst ? here : there], toSecond: [isFirst ? there : here]),
                    key: log.signer.verifierKey))
            try federation.append(
                federation.log("530000", .directory), .forkShown(evidence.encoded()))
        }
        story.items = [["signed"]]
        return story
    }
}
