/// How high a region stands; decides who may trigger cross-region effect (N44 ¶2: prefecture level
/// and above).
public enum RegionLevel: UInt8, Sendable, CaseIterable {
    case county = 1
    case prefecture = 2
    case province = 3
}

public enum RegionKind: UInt8, Sendable, CaseIterable {
    /// A division of GB/T 2260.
    case division = 1
    /// A development zone of the statistical list.
    case statisticalZone = 2
    /// A pool or office without a division of its own (省本级, 州本级, 经开区).
    case poolArea = 3
}

/// One node of the configured region tree (domain §2, 统筹地区 and 辖区).
public struct Region: Hashable, Sendable {
    public var code: RegionCode
    public var nameChinese: String
    public var nameEnglish: String
    public var level: RegionLevel
    public var kind: RegionKind
    public var parent: RegionCode?
    /// The fund that pays: this region itself, or the city under city pooling.
    public var pool: RegionCode
    /// The region under which standings are kept: the pool, except where one pool has several signing
    /// agencies whose agreements stand side by side (延边州本级 and 延吉).
    public var unit: RegionCode

    public init(
        code: RegionCode, nameChinese: String, nameEnglish: String, level: RegionLevel,
        kind: RegionKind, parent: RegionCode?, pool: RegionCode, unit: RegionCode
    ) {
        self.code = code
        self.nameChinese = nameChinese
        self.nameEnglish = nameEnglish
        self.level = level
        self.kind = kind
        self.parent = parent
        self.pool = pool
        self.unit = unit
    }
}

/// All regions of the federation with their parents, pools and units. A value; built by the directory.
public struct RegionTree: Hashable, Sendable {
    public private(set) var regions: [RegionCode: Region]

    public init(_ regions: [Region] = []) {
        self.regions = Dictionary(regions.map { ($0.code, $0) }, uniquingKeysWith: { $1 })
    }

    public subscript(code: RegionCode) -> Region? { regions[code] }

    public mutating func insert(_ region: Region) { regions[region.code] = region }

    /// The province at the top of a region's chain; `nil` for a region that is not in the tree.
    /// Chains are cut after sixteen steps, so a cycle made by a mistaken event ends.
    public func area(of code: RegionCode) -> RegionCode? {
        var current = regions[code]
        for _ in 0..<16 {
            guard let region = current else { return nil }
            guard let parent = region.parent else { return region.code }
            current = regions[parent]
        }
        return nil
    }

    /// Where the standing of a question about `code` is kept.
    public func unit(of code: RegionCode) -> RegionCode? { regions[code]?.unit }

    public func pool(of code: RegionCode) -> RegionCode? { regions[code]?.pool }

    /// Whether `code` lies in `ancestor` or is it.
    public func lies(_ code: RegionCode, in ancestor: RegionCode) -> Bool {
        var current: RegionCode? = code
        for _ in 0..<16 {
            guard let step = current else { return false }
            if step == ancestor { return true }
            current = regions[step]?.parent
        }
        return false
    }

    /// All standing units of an area, sorted.
    public func units(inArea area: RegionCode) -> [RegionCode] {
        Set(regions.values.filter { self.area(of: $0.code) == area }.map(\.unit)).sorted()
    }
}
