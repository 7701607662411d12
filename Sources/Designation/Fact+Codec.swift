/// The compact form in which dossiers are kept. It is no exchange format: entries travel as they
/// were signed (protocol §3); this is what a node keeps of them for folding.
///
/// | part | shape |
/// |---|---|
/// | kind | 1 byte, `FactKind`; bit 7 set if the act was recorded again |
/// | reference | origin index, index, 16 bytes of leaf hash |
/// | earlier place | the same, if recorded again, and the stamp that it had there |
/// | stamp | milliseconds, counter |
/// | author, area, region | table indexes |
/// | stream | 1 byte |
/// | effective | zigzag days |
/// | basis | count, then edition and article of each |
/// | act | by kind |
///
/// Numbers are LEB128; strings are UTF-8 behind their length. A registration that repeats the one before
/// it has kind 15 and no act (``withoutAct(_:)``).
extension Fact {
    /// What the facts of one log have in common, by their indexes in the table.
    public struct Common: Sendable {
        var origin: Int
        var author: Int
        var area: Int

        public init(
            origin: String, author: String, area: RegionCode, origins: inout OriginTable
        ) {
            self.origin = origins.intern(origin)
            self.author = origins.intern(author)
            self.area = origins.intern(area.text)
        }
    }

    /// Appends the compact form. Strings that recur go into `origins`.
    public func encode(into bytes: inout [UInt8], origins: inout OriginTable) {
        let common = Common(
            origin: reference.origin, author: author, area: area, origins: &origins)
        encode(into: &bytes, origins: &origins, common: common)
    }

    /// The same for many facts of one log, whose common names are looked up once.
    ///
    /// - Returns: where the act begins, which is the last part.
    @discardableResult
    public func encode(
        into bytes: inout [UInt8], origins: inout OriginTable, common: Common
    ) -> Int {
        var writer = ByteWriter(bytes)
        bytes = []
        let isAgain = earlierPlace != nil
        writer.byte(FactKind(act).rawValue | (isAgain ? FactKind.recordedAgain : 0))
        writer.count(common.origin)
        writer.number(reference.index)
        writer.wide(reference.leafPrefix)
        if let earlierPlace {
            let earlier = earlierStamp ?? stamp
            writer.reference(earlierPlace, &origins)
            writer.number(earlier.milliseconds)
            writer.number(UInt64(earlier.counter))
        }
        writer.number(stamp.milliseconds)
        writer.number(UInt64(stamp.counter))
        writer.count(common.author)
        writer.count(common.area)
        writer.count(origins.intern(region.text))
        writer.byte(stream.code)
        writer.date(effective)
        writer.count(basis.count)
        for citation in basis {
            writer.string(citation.edition)
            writer.string(citation.article)
        }
        let start = writer.bytes.count
        writer.act(act, &origins)
        bytes = writer.bytes
        return start
    }

    /// Whether a compact form is that of a registration.
    public static func isRegistration(_ first: UInt8) -> Bool {
        first & ~FactKind.recordedAgain == FactKind.registered.rawValue
    }

    /// The first byte of a registration that says the same as the one before it among the facts of its
    /// institution: it ends where its act would begin. Registers confirm more than they change.
    public static func withoutAct(_ first: UInt8) -> UInt8 {
        first & FactKind.recordedAgain | FactKind.registeredSame
    }

    /// Reads one fact that takes up all of `bytes`; `nil` when they are not exactly one.
    public static func decode(_ bytes: ArraySlice<UInt8>, origins: OriginTable) -> Fact? {
        bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(unsafeBuffer: buffer)
            var earlier = EarlierParts()
            let fact = read(&reader, origins, &earlier)
            return reader.isAtEnd ? fact : nil
        }
    }

    /// Reads facts that stand one behind the other; `nil` when anything among them is malformed.
    public static func decodeAll(_ bytes: ArraySlice<UInt8>, origins: OriginTable) -> [Fact]? {
        bytes.withUnsafeBytes { buffer in
            var reader = ByteReader(unsafeBuffer: buffer)
            var earlier = EarlierParts()
            var facts: [Fact] = []
            facts.reserveCapacity(buffer.count / 64)
            while !reader.isAtEnd {
                guard let fact = read(&reader, origins, &earlier) else { return nil }
                facts.append(fact)
            }
            return facts
        }
    }

    private static func read(
        _ reader: inout ByteReader, _ origins: OriginTable, _ earlier: inout EarlierParts
    ) -> Fact? {
        let first = reader.byte()
        let isSame = first & ~FactKind.recordedAgain == FactKind.registeredSame
        let code = isSame ? FactKind.registered.rawValue : first & ~FactKind.recordedAgain
        guard let kind = FactKind(rawValue: code) else { return nil }
        let reference = reader.reference(origins)
        let isAgain = first & FactKind.recordedAgain != 0
        let earlierPlace = isAgain ? reader.reference(origins) : nil
        let earlierStamp = isAgain ? reader.stamp() : nil
        let stamp = reader.stamp()
        let author = origins[reader.index(limit: origins.count)]
        let area = origins.code(reader.index(limit: origins.count))
        let region = origins.code(reader.index(limit: origins.count))
        let stream = Stream(code: reader.byte())
        let effective = reader.date()
        let basis = earlier.citations(&reader)
        guard reader.isValid, let author, let area, let region, let stream,
            let act = isSame ? earlier.registration : earlier.act(&reader, kind, origins),
            reader.isValid
        else { return nil }
        return Fact(
            reference: reference, stamp: stamp, author: author, stream: stream, area: area,
            region: region, effective: effective, basis: basis, act: act,
            earlierPlace: earlierPlace, earlierStamp: earlierStamp)
    }
}

extension ByteReader {
    fileprivate mutating func stamp() -> Stamp {
        let milliseconds = number()
        return Stamp(
            milliseconds: milliseconds, counter: UInt32(index(limit: Int(UInt32.max))))
    }
}

/// Parts that come back in most facts of an institution, as they were read last: equal bytes are equal
/// values, and sharing these costs less than making them anew.
private struct EarlierParts {
    private var citations: (bytes: Range<Int>, value: [Citation]) = (0..<0, [])
    private var registered: (bytes: Range<Int>, value: Act?) = (0..<0, nil)

    /// The last one read.
    var registration: Act? { registered.value }

    mutating func citations(_ reader: inout ByteReader) -> [Citation] {
        if reader.skip(repetitionOf: citations.bytes) { return citations.value }
        let start = reader.position
        let value = reader.citations()
        if reader.isValid { citations = (start..<reader.position, value) }
        return value
    }

    mutating func act(
        _ reader: inout ByteReader, _ kind: FactKind, _ origins: OriginTable
    ) -> Act? {
        guard kind == .registered else { return reader.act(kind, origins) }
        if let value = registered.value, reader.skip(repetitionOf: registered.bytes) {
            return value
        }
        let start = reader.position
        let value = reader.act(kind, origins)
        if reader.isValid { registered = (start..<reader.position, value) }
        return value
    }
}

/// The first byte of a kept fact. Values are never used again for another kind.
enum FactKind: UInt8 {
    case registered = 1
    case assessed = 2
    case recognised = 3
    case signed = 4
    case changed = 5
    case renewed = 6
    case ended = 7
    case suspended = 8
    case resumed = 9
    case terminated = 10
    case withdrawn = 11
    case barred = 12
    case reviewed = 13
    case unknown = 14
    case restricted = 16
    case restrictionLifted = 17
    case resumptionRequested = 18
    case resumptionRefused = 19

    /// In place of `registered`: the act is that of the registration before. Not a kind of its own.
    static let registeredSame: UInt8 = 15

    /// Set in the first byte of an act that was recorded again.
    static let recordedAgain: UInt8 = 0x80

    init(_ act: Act) {
        self =
            switch act {
            case .registered: .registered
            case .assessed: .assessed
            case .recognised: .recognised
            case .signed: .signed
            case .changed: .changed
            case .renewed: .renewed
            case .ended: .ended
            case .restricted: .restricted
            case .restrictionLifted: .restrictionLifted
            case .resumptionRequested: .resumptionRequested
            case .resumptionRefused: .resumptionRefused
            case .suspended: .suspended
            case .resumed: .resumed
            case .terminated: .terminated
            case .withdrawn: .withdrawn
            case .barred: .barred
            case .reviewed: .reviewed
            case .unknown: .unknown
            }
    }
}

extension Stream {
    var code: UInt8 {
        switch self {
        case .directory: 1
        case .sanctions: 2
        case .register: 3
        case .casework: 4
        case .receipts: 5
        }
    }

    init?(code: UInt8) {
        switch code {
        case 1: self = .directory
        case 2: self = .sanctions
        case 3: self = .register
        case 4: self = .casework
        case 5: self = .receipts
        default: return nil
        }
    }
}
