public import Designation

/// An invented institution with what a demonstration signs for it.
public struct DemoInstitution: Hashable, Sendable {
    /// Marked `〔演示〕` in its name and as a demonstration in its facts.
    public var listed: ListedInstitution
    public var englishName: String
    public var kind: InstitutionKind
    /// A hospital with an internet hospital has `internet` here: it is a supplement to the host's
    /// agreement and shares its status (N5, S2 33), not an institution of its own.
    public var services: [Service]
    /// Weihai keeps two fund scopes apart, care insurance stands by itself.
    public var scope: FundScope
    /// Where its standing is kept.
    public var unit: RegionCode
}

/// The institutions of the demonstration: invented, the same for the same seed, tree and count.
///
/// No random source and no clock is read. Each county has a generator of its own, so adding a region
/// changes no other region's institutions, serial numbers excepted.
public struct DemoInstitutions: Sendable {
    public var seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    /// Invents `count` institutions over all counties and zones that have an agency.
    ///
    /// - Returns: exactly `count`, by area and county; none if there is no county.
    public func institutions(count: Int, in federation: FederationFolder) -> [DemoInstitution] {
        let tree = federation.tree
        let places = federation.regions.filter { region in
            (region.level == .county || region.kind == .poolArea)
                && federation.titles[region.code]?.agency != nil
        }
        guard !places.isEmpty else { return [] }
        var result: [DemoInstitution] = []
        result.reserveCapacity(count)
        for (position, quota) in Self.quotas(count, places: places, tree: tree).enumerated() {
            var county = County(
                place: places[position], tree: tree, seed: seed, firstSerial: result.count + 1)
            for _ in 0..<quota { result.append(county.next()) }
        }
        return result
    }

    /// Every county gets its share by the weight of its area; what division leaves over goes to the
    /// first counties, so that the sum is exact.
    private static func quotas(_ count: Int, places: [Region], tree: RegionTree) -> [Int] {
        var quotas: [Int] = []
        let weights = places.map { place -> Int in
            switch tree.area(of: place.code)?.text {
            case "310000": 4
            case "370000", "320000": 6
            default: 2
            }
        }
        let total = weights.reduce(0, +)
        for weight in weights { quotas.append(count * weight / total) }
        let left = count - quotas.reduce(0, +)
        for index in 0..<left { quotas[index % quotas.count] += 1 }
        return quotas
    }
}

/// Invents the institutions of one county, one after the other.
private struct County {
    let place: Region
    let area: RegionCode?
    let digits: String
    var generator: SplitMix64
    var serial: Int
    var counts: [InstitutionKind: Int] = [:]
    var made = 0
    let wordOffset: Int

    init(place: Region, tree: RegionTree, seed: UInt64, firstSerial: Int) {
        self.place = place
        area = tree.area(of: place.code)
        digits = Self.digits(of: place.code, in: tree)
        generator = SplitMix64(seed: seed, name: place.code.text)
        serial = firstSerial
        wordOffset = generator.below(DemoNames.wordCount)
    }

    mutating func next() -> DemoInstitution {
        let kind = nextKind()
        let ordinal = counts[kind, default: 0]
        counts[kind] = ordinal + 1
        let word = DemoNames.word(wordOffset + ordinal)
        // Past the last word the names go on with a number.
        let round = ordinal / DemoNames.wordCount
        var name = DemoNames.name(word, kind: kind, place: place)
        if round > 0 { name.chinese = "\(round + 1)号" + name.chinese }
        let isPublic = nextIsPublic(kind)
        let codes = DemoCodes(area: digits, serial: serial)
        made += 1
        serial += 1
        guard
            let id = InstitutionID(
                scheme: kind.usualScheme, issuer: place.code,
                number: codes.licence(kind, isPublic: isPublic))
        else { preconditionFailure("demonstration numbers are canonical") }
        let facts = InstitutionFacts(
            name: name.chinese, type: kind.type, kind: kind.rawValue, place: place.code,
            address: "\(place.nameChinese)演示路\(made)号",
            phone: "000-" + DemoCodes.padded(serial - 1, 8),
            nationalCode: codes.national(kind, serialInArea: made),
            socialCreditCode: codes.credit(isPublic: isPublic, kind: kind),
            isPublicInstitution: isPublic, isDemonstration: true)
        return DemoInstitution(
            listed: ListedInstitution(id: id, facts: facts, level: nextLevel(kind)),
            englishName: name.english, kind: kind, services: nextServices(kind),
            scope: scope(kind), unit: place.unit)
    }

    /// A hospital, a centre and a pharmacy first, so that even a small demonstration has each; then by
    /// weight. Care institutions exist in Jilin alone (S2 9).
    private mutating func nextKind() -> InstitutionKind {
        let isTown = digits.hasPrefix("31")
        let first: [InstitutionKind] = [
            .hospital, isTown ? .communityCentre : .townshipHospital, .pharmacy,
        ]
        if made < first.count { return first[made] }
        var weights: [(InstitutionKind, Int)] = [
            (.villageClinic, isTown ? 10 : 30), (.pharmacy, 26), (.clinic, 12), (.hospital, 8),
            (.townshipHospital, isTown ? 0 : 8), (.communityCentre, 7), (.outpatientDepartment, 5),
            (.chineseClinic, 4), (.nursingHospital, 2), (.maternalCentre, 1), (.emergencyCentre, 1),
        ]
        if area?.text == "220000" { weights.append((.careHome, 6)) }
        var draw = generator.below(weights.reduce(0) { $0 + $1.1 })
        for (kind, weight) in weights {
            if draw < weight { return kind }
            draw -= weight
        }
        return .villageClinic
    }

    private mutating func nextIsPublic(_ kind: InstitutionKind) -> Bool {
        switch kind {
        case .townshipHospital, .communityCentre, .maternalCentre, .emergencyCentre: true
        case .hospital: generator.below(10) < 6
        default: false
        }
    }

    private mutating func nextLevel(_ kind: InstitutionKind) -> String {
        switch kind {
        case .hospital:
            ["三级甲等", "三级乙等", "二级甲等", "二级甲等", "二级乙等", "一级甲等"][
                generator.below(6)]
        case .townshipHospital, .communityCentre: ["一级甲等", "一级乙等"][generator.below(2)]
        default: "无等级"
        }
    }

    private mutating func nextServices(_ kind: InstitutionKind) -> [Service] {
        switch kind {
        case .hospital:
            generator.below(4) == 0
                ? [.outpatient, .inpatient, .chronicDisease, .internet]
                : [.outpatient, .inpatient, .chronicDisease]
        case .townshipHospital, .nursingHospital, .maternalCentre: [.outpatient, .inpatient]
        case .pharmacy: generator.below(8) == 0 ? [.purchase, .dualChannel] : [.purchase]
        case .careHome: [.care]
        default: [.outpatient]
        }
    }

    private func scope(_ kind: InstitutionKind) -> FundScope {
        if kind == .careHome { return .care }
        guard area?.text == "370000", kind.type == .medical else { return .basic }
        switch kind {
        case .clinic, .chineseClinic, .villageClinic, .outpatientDepartment: return .personalAccount
        default: return .pooledFund
        }
    }

    /// The region's own six digits, or those of the nearest superior that has them.
    private static func digits(of code: RegionCode, in tree: RegionTree) -> String {
        var current: RegionCode? = code
        for _ in 0..<16 {
            guard let step = current else { break }
            if step.text.utf8.count == 6,
                step.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            {
                return step.text
            }
            current = tree[step]?.parent
        }
        return "000000"
    }
}
