import Designation
import TransparencyLog

/// The bodies of directory events.
enum DirectoryCodec {
    /// - Precondition: a kind that leads with a reference comes with one in the header.
    static func read(
        _ kind: EntryKind, _ content: UnsafeRawBufferPointer, _ header: EntryHeader,
        left: inout [UInt8]
    ) throws(EntryError) -> DirectoryEvent {
        switch kind {
        case .nodeEnrolled: return .nodeEnrolled(try nodeRecord(content, &left))
        case .keyRotated: return .keyRotated(try keyRotation(content, &left))
        case .nodeRevoked: return try revoked(content, &left)
        case .logClosed: return .closed(try closing(content, &left))
        case .delegated: return .delegated(try delegation(content, &left))
        case .delegationEnded:
            try EntryBodyCodec.fields(of: content, left: &left) { _ throws(EntryError) in false }
            return .delegationEnded(header.references[0])
        case .regionsSet: return .regions(try regions(content, &left))
        case .editionSet: return .edition(try edition(content, &left))
        case .calendarSet: return .calendar(try calendar(content, &left))
        case .groupSet: return .group(try group(content, &left))
        case .decisionSet: return .decision(try decision(content, &left))
        case .foldEditionSet:
            var number: UInt32 = 0
            try EntryBodyCodec.fields(of: content, left: &left) { field throws(EntryError) in
                guard field.number == 1 else { return false }
                number = try field.uint32()
                return true
            }
            return .foldEdition(number)
        default: preconditionFailure("not a directory event")
        }
    }

    private static func nodeRecord(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> NodeRecord {
        var name = ""
        var (nodeKey, encryptionKey): ([UInt8], [UInt8]) = ([], [])
        var region: RegionCode?
        var role: NodeRole?
        var (chinese, english) = ("", "")
        var grants: [CompetenceGrant] = []
        var from = LegalDate(daysSince1970: 0)
        var to: LegalDate?
        var registers: [RegionCode] = []
        try EntryBodyCodec.fields(of: content, repeated: [8, 12], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: name = try DirectoryFields.nodeName(field)
            case 2: nodeKey = try DirectoryFields.key(field)
            case 3: encryptionKey = try DirectoryFields.key(field)
            case 4: region = try FieldCodec.region(field)
            case 5: role = NodeRole(rawValue: UInt8(clamping: try field.requireVarint()))
            case 6: chinese = try field.text(max: 256)
            case 7: english = try field.text(max: 256)
            case 8:
                guard grants.count < 64 else { throw .tooLarge(field: 8, limit: 64) }
                grants.append(try DirectoryFields.grant(field))
            case 9: from = try FieldCodec.day(field)
            case 10: to = try FieldCodec.day(field)
            case 12: try DirectoryFields.append(field, to: &registers)
            default: return false
            }
            return true
        }
        guard !name.isEmpty else { throw .missing(field: 1) }
        guard !nodeKey.isEmpty else { throw .missing(field: 2) }
        guard let region else { throw .missing(field: 4) }
        guard let role else { throw .unknownValue(field: 5) }
        return NodeRecord(
            name: name, nodeKey: nodeKey, encryptionKey: encryptionKey, region: region, role: role,
            agencyChinese: chinese, agencyEnglish: english, grants: grants, from: from, to: to,
            registers: registers)
    }

    private static func keyRotation(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> KeyRotation {
        var rotation = KeyRotation(
            node: "", nodeKey: [], from: LegalDate(daysSince1970: 0), keeps: [])
        try EntryBodyCodec.fields(of: content, repeated: [5], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: rotation.node = try DirectoryFields.nodeName(field)
            case 2: rotation.nodeKey = try DirectoryFields.key(field)
            case 3: rotation.encryptionKey = try DirectoryFields.key(field)
            case 4: rotation.from = try FieldCodec.day(field)
            case 5:
                guard rotation.keeps.count < 256 else { throw .tooLarge(field: 5, limit: 256) }
                rotation.keeps.append(try EpochOpenedCodec.origin(field))
            default: return false
            }
            return true
        }
        guard !rotation.node.isEmpty else { throw .missing(field: 1) }
        guard !rotation.nodeKey.isEmpty else { throw .missing(field: 2) }
        return rotation
    }

    private static func revoked(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> DirectoryEvent {
        var node = ""
        var reason = ""
        try EntryBodyCodec.fields(of: content, left: &left) { field throws(EntryError) in
            switch field.number {
            case 1: node = try DirectoryFields.nodeName(field)
            case 2: reason = try field.text(max: 1024)
            default: return false
            }
            return true
        }
        guard !node.isEmpty else { throw .missing(field: 1) }
        return .revoked(node: node, reason: reason)
    }

    private static func closing(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> LogClosing {
        var origin: Origin?
        var size: UInt64 = 0
        var root: TreeHash?
        var reason: LogClosing.Reason?
        var successor: Origin?
        var milliseconds: UInt64 = 0
        var counter: UInt32 = 0
        try EntryBodyCodec.fields(of: content, left: &left) { field throws(EntryError) in
            switch field.number {
            case 1: origin = try EpochOpenedCodec.origin(field)
            case 2: size = try field.requireVarint()
            case 3: root = try EpochOpenedCodec.hash(field)
            case 4:
                reason = LogClosing.Reason(rawValue: UInt8(clamping: try field.requireVarint()))
            case 5: successor = try EpochOpenedCodec.origin(field)
            case 6: milliseconds = try field.requireVarint()
            case 7: counter = try field.uint32()
            default: return false
            }
            return true
        }
        guard let origin else { throw .missing(field: 1) }
        guard let root else { throw .missing(field: 3) }
        guard let reason else { throw .unknownValue(field: 4) }
        return LogClosing(
            origin: origin, finalSize: size, root: root, reason: reason, successor: successor,
            lastStamp: milliseconds == 0
                ? nil : Stamp(milliseconds: milliseconds, counter: counter))
    }

    private static func delegation(
        _ content: UnsafeRawBufferPointer, _ left: inout [UInt8]
    ) throws(EntryError) -> Delegation {
        var delegation = Delegation(
            to: "", regions: [], acts: [], from: LegalDate(daysSince1970: 0))
        try EntryBodyCodec.fields(of: content, repeated: [2, 3], left: &left) {
            field throws(EntryError) in
            switch field.number {
            case 1: delegation.to = try DirectoryFields.nodeName(field)
            case 2: try DirectoryFields.append(field, to: &delegation.regions)
            case 3:
                try FieldCodec.append(field, to: &delegation.acts, from: WireNames.competencies)
            case 4: delegation.from = try FieldCodec.day(field)
            case 5: delegation.until = try FieldCodec.day(field)
            default: return false
            }
            return true
        }
        guard !delegation.to.isEmpty else { throw .missing(field: 1) }
        return delegation
    }
}
