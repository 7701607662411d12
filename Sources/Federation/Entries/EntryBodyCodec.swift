import Designation
import TransparencyLog

/// Bodies by kind. `left` collects the fields of a body that this software does not know.
enum EntryBodyCodec {
    /// - Precondition: a kind that leads with a reference comes with one in the header.
    static func read(
        _ kind: EntryKind, _ content: UnsafeRawBufferPointer, _ header: EntryHeader,
        left: inout [UInt8]
    ) throws(EntryError) -> EntryBody {
        switch kind {
        case .epochOpened:
            return .epochOpened(try EpochOpenedCodec.read(content, left: &left))
        case .lost:
            var entry: [UInt8]?
            try fields(of: content, left: &left) { field throws(EntryError) in
                guard field.number == 1 else { return false }
                entry = try field.bytes(max: EntryCodec.maximumByteCount)
                return true
            }
            guard let entry else { throw .missing(field: 1) }
            return .lost(LostEntry(place: header.references[0], entry: entry))
        case .forkShown:
            var evidence: [UInt8]?
            try fields(of: content, left: &left) { field throws(EntryError) in
                guard field.number == 1 else { return false }
                evidence = try field.bytes(max: 60_000)
                return true
            }
            guard let evidence else { throw .missing(field: 1) }
            return .forkShown(evidence)
        case .caseEvent:
            return .casework(try CaseEventCodec.read(content, left: &left))
        case .appliedSizes:
            return .receipt(try AppliedSizesCodec.read(content, left: &left))
        case let kind where kind.isAct:
            return .act(try ActCodec.read(kind, content, header, left: &left))
        default:
            return .directory(try DirectoryCodec.read(kind, content, header, left: &left))
        }
    }

    static func write(_ body: EntryBody, into writer: inout WireWriter) {
        switch body {
        case .epochOpened(let opened): EpochOpenedCodec.write(opened, into: &writer)
        case .directory(let event): DirectoryCodec.write(event, into: &writer)
        case .act(let act): ActCodec.write(act, into: &writer)
        case .casework(let event): CaseEventCodec.write(event, into: &writer)
        case .receipt(let sizes): AppliedSizesCodec.write(sizes, into: &writer)
        case .forkShown(let evidence): writer.content(1, evidence)
        case .lost(let lost): writer.content(1, lost.entry)
        case .unknown: break
        }
    }

    /// Hands every field to `take`. A singular field must not occur twice; the numbers of repeated
    /// ones are given in `repeated`. What `take` does not know is added to `left`.
    static func fields(
        of content: UnsafeRawBufferPointer, repeated: Set<Int> = [], left: inout [UInt8],
        take: (WireReader.Field) throws(EntryError) -> Bool
    ) throws(EntryError) {
        var reader = WireReader(content)
        var seen = SeenFields()
        while let field = try reader.next() {
            if try !take(field) {
                left.append(contentsOf: field.whole)
            } else if !repeated.contains(field.number) {
                try seen.once(field)
            }
        }
    }

    /// The same for a message within a body, with fields up to number `last`; others are passed
    /// over.
    static func fields(
        of field: WireReader.Field, through last: Int, repeated: Set<Int> = [],
        take: (WireReader.Field) throws(EntryError) -> Void
    ) throws(EntryError) {
        var passedOver: [UInt8] = []
        try fields(of: try field.message(), repeated: repeated, left: &passedOver) {
            inner throws(EntryError) in
            guard inner.number <= last else { return false }
            try take(inner)
            return true
        }
    }
}

enum AppliedSizesCodec {
    static func read(
        _ content: UnsafeRawBufferPointer, left: inout [UInt8]
    ) throws(EntryError) -> AppliedSizes {
        var sizes: [AppliedSize] = []
        try EntryBodyCodec.fields(of: content, repeated: [1], left: &left) {
            field throws(EntryError) in
            guard field.number == 1 else { return false }
            guard sizes.count < AppliedSizes.maximumCount else {
                throw .tooLarge(field: 1, limit: AppliedSizes.maximumCount)
            }
            sizes.append(try size(field))
            return true
        }
        return AppliedSizes(sizes)
    }

    private static func size(_ field: WireReader.Field) throws(EntryError) -> AppliedSize {
        var origin: Origin?
        var size: UInt64 = 0
        var milliseconds: UInt64 = 0
        try EntryBodyCodec.fields(of: field, through: 3) { inner throws(EntryError) in
            switch inner.number {
            case 1: origin = try EpochOpenedCodec.origin(inner)
            case 2: size = try inner.requireVarint()
            case 3: milliseconds = try inner.requireVarint()
            default: break
            }
        }
        guard let origin else { throw .missing(field: 1) }
        return AppliedSize(origin: origin, size: size, appliedMilliseconds: milliseconds)
    }

    static func write(_ sizes: AppliedSizes, into writer: inout WireWriter) {
        for size in sizes.sizes {
            writer.message(1) {
                $0.text(1, size.origin.text)
                $0.uint(2, size.size)
                $0.uint(3, size.appliedMilliseconds)
            }
        }
    }
}
