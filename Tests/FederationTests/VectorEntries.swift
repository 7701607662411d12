import Designation
import SwiftProtobuf
import Testing
import TransparencyLog

@testable import Federation

/// Vectors of entries: every kind, what is kept although unknown, and what is malformed.
enum EntryVectors {
    /// The entry as protobuf's JSON mapping shows it, with the names of the schema.
    static func json(_ bytes: [UInt8]) throws -> VectorJSON {
        var options = JSONEncodingOptions()
        options.preserveProtoFieldNames = true
        let message = try Dingdian_V1_Entry(serializedBytes: bytes)
        return .written(try message.jsonString(options: options))
    }

    static func document() throws -> VectorJSON {
        var rows: [VectorJSON] = []
        for body in try EntryFixtures.bodies {
            let entry = Entry(header: try EntryFixtures.header(body), body: body)
            rows.append(try row(EntryCodec.encode(entry)))
        }
        let unknown = try unknownEntries().map { what, bytes -> VectorJSON in
            let entry = try EntryCodec.decode(bytes)
            return .object([
                ("what", .text(what)), ("hex", .hex(bytes)), ("decoded", try json(bytes)),
                ("is_unknown", .flag(entry.body == .unknown)),
                ("is_restrictive", .flag(entry.header.isRestrictive)),
            ])
        }
        let malformed = try malformedEntries().map { what, bytes -> VectorJSON in
            #expect(throws: EntryError.self, "\(what)") { try EntryCodec.decode(bytes) }
            return .object([("what", .text(what)), ("hex", .hex(bytes))])
        }
        return .object([
            (
                "about",
                .text(
                    "Entries; 'decoded' is the JSON mapping of protobuf with schema names.")
            ),
            ("entries", .list(rows)), ("kept_unknown", .list(unknown)),
            ("malformed", .list(malformed)), ("references", .list(try references())),
        ])
    }

    private static func row(_ bytes: [UInt8]) throws -> VectorJSON {
        let entry = try EntryCodec.decode(bytes)
        let kind = try #require(entry.kind)
        return .object([
            ("kind", .text("\(kind)")), ("number", .number(UInt64(kind.rawValue))),
            ("streams", .texts(kind.streams.map(\.rawValue))),
            ("is_restrictive", .flag(entry.header.isRestrictive)), ("hex", .hex(bytes)),
            ("leaf_hash", .hash(.leaf(bytes))), ("decoded", try json(bytes)),
        ])
    }

    /// A suspension, and the writer behind its header, to be spoilt.
    private static func suspension() throws -> [UInt8] {
        let body = EntryBody.act(
            .suspended(
                Suspension(
                    isOwnRequest: false, until: nil, type: .medical,
                    place: EntryFixtures.code("222401"), cause: "")))
        return try EntryCodec.encode(Entry(header: try EntryFixtures.header(body), body: body))
    }

    private static func written(_ write: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter()
        write(&writer)
        return writer.bytes
    }

    private static func unknownEntries() throws -> [(String, [UInt8])] {
        let subject = try EntryFixtures.institution()
        func kind(_ number: Int, restrictive: Bool) -> [UInt8] {
            written {
                $0.uint(1, 2)
                $0.uint(2, UInt64(number))
                $0.bool(3, restrictive)
                $0.uint(4, 1_760_000_000_000)
                $0.message(7) { FieldCodec.write(subject, into: &$0) }
                $0.text(8, "222400")
                $0.sint32(9, 20_000)
                $0.content(number, [0x08, 0x01])
            }
        }
        let newerValue = written {
            $0.uint(1, 2)
            $0.uint(2, 48)
            $0.uint(4, 1_760_000_000_000)
            $0.message(7) { FieldCodec.write(subject, into: &$0) }
            $0.text(8, "222400")
            $0.message(48) {
                $0.uint(3, 99)
                $0.text(4, "222401")
            }
        }
        return [
            ("kind 60, restrictive", kind(60, restrictive: true)),
            ("kind 999, not restrictive", kind(999, restrictive: false)),
            ("suspension of a type that is not known, without its mark", newerValue),
            (
                "unknown fields beside a known body",
                try suspension() + written { $0.text(1_000, "later") }
            ),
        ]
    }

    private static func malformedEntries() throws -> [(String, [UInt8])] {
        let good = try suspension()
        let withoutSubject = written {
            $0.uint(2, 48)
            $0.text(8, "222400")
            $0.message(48) {
                $0.uint(3, 1)
                $0.text(4, "222401")
            }
        }
        let withoutReference = written {
            $0.uint(2, 69)
            $0.content(69, [])
        }
        func header(_ write: (inout WireWriter) -> Void) -> [UInt8] { good + written(write) }
        func replaced(_ write: (inout WireWriter) -> Void) -> [UInt8] {
            written {
                $0.uint(2, 75)
                write(&$0)
                $0.message(75) { $0.uint(1, 1) }
            }
        }
        return [
            ("empty", []), ("cut off", Array(good.dropLast())),
            ("kind without its body", written { $0.uint(2, 48) }),
            ("two bodies", header { $0.message(75) { $0.uint(1, 1) } }),
            ("kind twice", header { $0.uint(2, 48) }),
            ("act without subject", withoutSubject),
            ("end of a delegation without reference", withoutReference),
            ("number where a text belongs", replaced { $0.uint(6, 1) }),
            ("text that is not UTF-8", replaced { $0.content(6, [0xC3, 0x28]) }),
            (
                "officer of 129 bytes",
                replaced { $0.text(6, String(repeating: "x", count: 129)) }
            ),
            ("region in lower case", replaced { $0.text(8, "abc") }),
            ("day beyond 9999", replaced { $0.sint32(9, 2_932_897) }),
            ("stamp beyond 9999", replaced { $0.uint(4, 253_402_300_800_000) }),
            ("boolean 2", replaced { $0.uint(3, 2) }),
            ("group", good + [0xA3, 0x3F, 0xA4, 0x3F]),
            ("number of eleven bytes", [0x08] + [UInt8](repeating: 0xFF, count: 10) + [0x01]),
            (
                "kind is a common field",
                written {
                    $0.uint(2, 1_000)
                    $0.content(1_000, [])
                }
            ),
        ]
    }

    /// What a reference must repeat of the entry that it names.
    private static func references() throws -> [VectorJSON] {
        let entry = try suspension()
        let hash = TreeHash.leaf(entry)
        let origin = try EntryFixtures.origin()
        let right = EventReference(origin: origin.text, index: 12, leafPrefix: hash.leafPrefix)
        var other = right
        other.leafPrefix ^= 1
        return [("names it", right, true), ("does not match", other, false)].map {
            what, reference, matches in
            .object([
                ("what", .text(what)), ("entry", .hex(entry)), ("origin", .text(origin.text)),
                ("index", .number(12)),
                ("reference", .hex(written { FieldCodec.write(reference, into: &$0) })),
                ("matches", .flag(matches)),
            ])
        }
    }

    // MARK: Openings of epochs

    static func epochs() throws -> VectorJSON {
        let federation = try RegistryVectors.anchor().federationID
        let node = "222401"
        let seed = VectorSeed.node(node)
        let epochSeed = VectorSeed.epoch(node, "sanctions")
        let key = NodeSigning.publicKey(seed: epochSeed)
        let earlier = try LogName.make(
            federation: federation, node: node, stream: .sanctions,
            epochKey: NodeSigning.publicKey(seed: VectorSeed.epoch(node, "earlier"))
        ).origin
        let states = [nil, TreeState(origin: earlier, size: 41, root: .sha256([1]))]
        let rows = try states.map { state -> VectorJSON in
            let opened = EpochOpened.make(
                federation: federation, node: node, stream: .sanctions, epochPublicKey: key,
                predecessor: state
            ) { NodeSigning.sign($0, seed: seed) }
            let entry = Entry(
                header: EntryHeader(
                    stamp: Stamp(milliseconds: 1_760_000_000_000, counter: 0),
                    effective: EntryFixtures.day("2025-10-09")),
                body: .epochOpened(opened))
            let name = try LogName.make(
                federation: federation, node: node, stream: .sanctions, epochKey: key)
            return .object([
                ("origin", .text(name.origin.text)),
                ("message", .note(opened.message(federation: federation))),
                ("signature", .hex(opened.nodeKeySignature)),
                ("entry", .hex(try EntryCodec.encode(entry))),
            ])
        }
        return .object([
            ("about", .text("Entry 0 of a log, without and with a predecessor.")),
            ("federation", .text(federation)), ("node", .text(node)),
            ("node_key", .hex(NodeSigning.publicKey(seed: seed))),
            ("epoch_key", .hex(key)), ("epoch_id", .text(LogName.epochID(key))),
            ("openings", .list(rows)),
        ])
    }
}
