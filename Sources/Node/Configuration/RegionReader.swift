import Designation
import Messages

/// What a region's agency and department are called.
public struct RegionTitles: Hashable, Sendable {
    /// `nil` where the region has no agency of its own.
    public var agency: LocalizedText?
    public var department: LocalizedText?
}

/// One region as its file gives it, with the place for later messages.
struct ReadRegion {
    var region: Region
    var titles: RegionTitles
    var value: YAMLValue
}

/// Reads `regions.yaml` of one area.
///
/// A region left without `kind` is a division, without `pool` lies in its parent's, without `unit` is
/// kept under its pool; parents stand before their children, so one pass is enough.
struct RegionReader {
    let folder: String
    static let limit = 4096
    private static let keys = [
        "code", "name", "level", "kind", "parent", "pool", "unit", "agency", "department",
    ]

    func read(_ path: String) throws(ConfigurationError) -> [ReadRegion] {
        try read(YAMLFile.read(folder: folder, path: path).root)
    }

    /// Regions of a file that was read elsewhere.
    func read(_ document: YAMLValue) throws(ConfigurationError) -> [ReadRegion] {
        let root = try document.mapping(["names", "regions"])
        let names = try root.required("names").mapping(["agency", "department"])
        let agencyPattern = try names.required("agency").localized()
        let departmentPattern = try names.required("department").localized()

        var list: [ReadRegion] = []
        var pools: [RegionCode: RegionCode] = [:]
        for item in try root.required("regions").list(limit: Self.limit) {
            let fields = try item.mapping(Self.keys)
            let region = try read(fields, pools: pools)
            guard pools.updateValue(region.pool, forKey: region.code) == nil else {
                throw item.failure(.duplicate(region.code.text))
            }
            let titles = RegionTitles(
                agency: try title(fields.optional("agency"), of: region, pattern: agencyPattern),
                department: try title(
                    fields.optional("department"), of: region, pattern: departmentPattern))
            list.append(ReadRegion(region: region, titles: titles, value: item))
        }
        return list
    }

    private func read(
        _ fields: YAMLMapping, pools: [RegionCode: RegionCode]
    ) throws(ConfigurationError) -> Region {
        let code = try fields.required("code").regionCode()
        let name = try fields.required("name").localized()
        let level = try fields.required("level").choice(LevelName.self).level
        let kind = try fields.optional("kind")?.choice(KindName.self).kind ?? .division
        var pool = code
        var parent: RegionCode?
        if let value = fields.optional("parent") {
            let parentCode = try value.regionCode()
            guard let inherited = pools[parentCode] else {
                throw value.failure(
                    .unknownReference(kind: "region above this one", name: parentCode.text))
            }
            parent = parentCode
            pool = inherited
        }
        if let value = fields.optional("pool") { pool = try value.regionCode() }
        let unit = try fields.optional("unit")?.regionCode() ?? pool
        return Region(
            code: code, nameChinese: name.chinese, nameEnglish: name.english, level: level,
            kind: kind, parent: parent, pool: pool, unit: unit)
    }

    /// The given title, none where the file says `none`, or the file's pattern for divisions.
    private func title(
        _ value: YAMLValue?, of region: Region, pattern: LocalizedText
    ) throws(ConfigurationError) -> LocalizedText? {
        if let value {
            if value.isScalar {
                guard try value.text(limit: 8) == "none" else {
                    throw value.bad("none, or zh and en")
                }
                return nil
            }
            return try value.localized()
        }
        guard region.kind == .division else { return nil }
        return LocalizedText(
            chinese: Self.filled(pattern.chinese, region),
            english: Self.filled(pattern.english, region))
    }

    /// Puts the region's names where `{zh}` and `{en}` stand.
    private static func filled(_ pattern: String, _ region: Region) -> String {
        var result = ""
        var rest = Substring(pattern)
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            if rest.hasPrefix("{zh}") {
                result += region.nameChinese
                rest = rest.dropFirst(4)
            } else if rest.hasPrefix("{en}") {
                result += region.nameEnglish
                rest = rest.dropFirst(4)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private enum LevelName: String, CaseIterable {
        case province, prefecture, county
        var level: RegionLevel {
            switch self {
            case .province: .province
            case .prefecture: .prefecture
            case .county: .county
            }
        }
    }

    private enum KindName: String, CaseIterable {
        case division
        case statisticalZone = "statistical-zone"
        case poolArea = "pool-area"
        var kind: RegionKind {
            switch self {
            case .division: .division
            case .statisticalZone: .statisticalZone
            case .poolArea: .poolArea
            }
        }
    }
}
