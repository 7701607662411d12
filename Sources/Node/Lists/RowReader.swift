import Designation
import Federation

/// Makes an institution of one record, by the columns of the list's first row.
struct RowReader {
    enum Outcome {
        case institution(ListedInstitution)
        case damaged(DamagedRow)
        /// Nothing but separators and blanks, as programs leave them at the end of a list.
        case blank
    }

    private let positions: [InstitutionColumn: Int]
    private let columnCount: Int
    var columns: Set<InstitutionColumn> { Set(positions.keys) }
    private let decoder: ListDecoder
    private let places: Places

    init(
        header: CSVScanner.Record?, decoder: ListDecoder, tree: RegionTree,
        ignoredColumns: inout [String]
    ) throws(ListError) {
        guard let header else { throw .empty }
        guard case .fields(let fields, _) = header else {
            if case .damaged(let row) = header { throw .headerDamaged(row.reason) }
            throw .headerNotRecognised
        }
        var positions: [InstitutionColumn: Int] = [:]
        for (index, field) in fields.enumerated() {
            guard let heading = decoder.text(field).map(FoldedText.trimmed) else {
                throw .headerDamaged(.invalidBytes(column: "\(index + 1)"))
            }
            guard let column = InstitutionColumn.named(heading) else {
                if !heading.isEmpty { ignoredColumns.append(String(heading.prefix(60))) }
                continue
            }
            guard positions.updateValue(index, forKey: column) == nil else {
                throw .columnTwice(column.rawValue)
            }
        }
        guard positions[.name] != nil else { throw .headerNotRecognised }
        guard positions[.region] != nil || positions[.cityCode] != nil else {
            throw .noRegionColumn
        }
        self.positions = positions
        columnCount = fields.count
        self.decoder = decoder
        places = Places(tree)
    }

    func read(_ record: CSVScanner.Record) -> Outcome {
        switch record {
        case .damaged(let row): return .damaged(row)
        case .fields(let fields, let line):
            if fields.allSatisfy({ $0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }) { return .blank }
            do {
                return .institution(try institution(fields, line: line))
            } catch {
                return .damaged(DamagedRow(line: line, reason: error.reason))
            }
        }
    }

    private struct Damage: Error { var reason: DamagedRow.Reason }

    private func institution(
        _ fields: [ArraySlice<UInt8>], line: Int
    ) throws(Damage) -> ListedInstitution {
        guard fields.count == columnCount else {
            throw Damage(reason: .fieldCount(found: fields.count, expected: columnCount))
        }
        var texts: [InstitutionColumn: String] = [:]
        var warnings: [ListWarning] = []
        for (column, position) in positions.sorted(by: { $0.value < $1.value }) {
            texts[column] = try text(fields[position], column: column, warnings: &warnings)
        }
        func value(_ column: InstitutionColumn) -> String { texts[column, default: ""] }

        let name = value(.name)
        guard PlainText.isVisible(name) else { throw Damage(reason: .emptyName) }
        let id = try identity(name: name, value)
        let isIssuerKnown = places.contains(id.issuer)
        if !isIssuerKnown { warnings.append(.unknownRegion) }
        let kind: InstitutionKind
        if let named = InstitutionKind.named(FoldedText.key(value(.type))) {
            kind = named
        } else {
            kind = InstitutionKind.suggested(byName: name)
            if !value(.type).isEmpty { warnings.append(.unknownKind) }
        }
        let place = try self.place(value, issuer: id.issuer, warnings: &warnings)
        // Papers of issuers elsewhere are in order; a place elsewhere has no register here. Codes with
        // letters are a federation's own, and a root may take in a list before its tree.
        if !places.contains(place) {
            guard !isDigits(place.text) else {
                throw Damage(reason: .unknownPlace(column: placeColumn(value).rawValue))
            }
            if isIssuerKnown { warnings.append(.unknownRegion) }
        }
        let national = FoldedText.key(value(.nationalCode)).uppercased()
        let credit = FoldedText.key(value(.creditCode)).uppercased()
        if let warning = CodeChecks.creditWarning(credit) { warnings.append(warning) }
        let nationalWarning = CodeChecks.nationalCodeWarning(national) { area in
            RegionCode(area).map(places.contains) ?? false
        }
        if let nationalWarning { warnings.append(nationalWarning) }
        let facts = InstitutionFacts(
            name: name, type: kind.type, kind: kind.rawValue, place: place,
            address: value(.address), phone: value(.phone), nationalCode: national,
            socialCreditCode: credit, isDemonstration: name.contains("〔演示〕"))
        return ListedInstitution(
            id: id, facts: facts, level: value(.level), line: line, warnings: warnings)
    }

    private func text(
        _ field: ArraySlice<UInt8>, column: InstitutionColumn, warnings: inout [ListWarning]
    ) throws(Damage) -> String {
        guard var text = decoder.text(field) else {
            throw Damage(reason: .invalidBytes(column: column.rawValue))
        }
        // A number copied from a chat brings marks of direction along. A name is somebody's to mend: two
        // that look alike must not become one unseen.
        if column != .name, let cleaned = FoldedText.withoutFormat(text) {
            text = cleaned
            if !warnings.contains(.invisibleCharacters) { warnings.append(.invisibleCharacters) }
        }
        // A cell that a spreadsheet broke for its width is one text.
        let line = FoldedText.trimmed(text).replacing("\n", with: column == .name ? "" : " ")
            .replacing("\t", with: " ")
        guard PlainText.isPlain(line) else {
            throw Damage(reason: .controlCharacter(column: column.rawValue))
        }
        return line
    }

    /// Licence scheme, region and number, or the provisional identity where the list has none of it.
    private func identity(
        name: String, _ value: (InstitutionColumn) -> String
    ) throws(Damage) -> InstitutionID {
        let region = issuerColumn(value)
        let issuer = try code(value(region), column: region)
        if value(.scheme).isEmpty, value(.number).isEmpty {
            let derived = ListedInstitution.provisionalID(
                name: name, address: value(.address), issuer: issuer)
            guard let derived else { throw Damage(reason: .invalidNumber) }
            return derived
        }
        guard !value(.scheme).isEmpty, !value(.number).isEmpty else {
            throw Damage(reason: .incompleteIdentity)
        }
        guard let scheme = LicenceScheme.named(FoldedText.key(value(.scheme))) else {
            throw Damage(reason: .unknownScheme)
        }
        guard let number = InstitutionID.canonicalNumber(value(.number)),
            let id = InstitutionID(scheme: scheme, issuer: issuer, number: number)
        else { throw Damage(reason: .invalidNumber) }
        return id
    }

    private func issuerColumn(_ value: (InstitutionColumn) -> String) -> InstitutionColumn {
        value(.region).isEmpty ? .cityCode : .region
    }

    /// The column that ``place(_:issuer:warnings:)`` goes by.
    private func placeColumn(_ value: (InstitutionColumn) -> String) -> InstitutionColumn {
        value(.place).isEmpty ? issuerColumn(value) : .place
    }

    /// A region's code in form: six digits, or a code with letters (`LOCAL-CBS`). Fewer digits are
    /// what is left of a row that was cut, and would be a region of that name.
    private func code(
        _ text: String, column: InstitutionColumn
    ) throws(Damage) -> RegionCode {
        let key = FoldedText.key(text).uppercased()
        guard let code = RegionCode(key) else {
            throw Damage(reason: .invalidRegion(column: column.rawValue))
        }
        guard !isDigits(key) || key.utf8.count == 6 || places.contains(code) else {
            throw Damage(reason: .cutRegion(column: column.rawValue))
        }
        return code
    }

    private func isDigits(_ code: String) -> Bool {
        code.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// The given place; else the county of that name below the issuing region; else that region.
    private func place(
        _ value: (InstitutionColumn) -> String, issuer: RegionCode, warnings: inout [ListWarning]
    ) throws(Damage) -> RegionCode {
        if !value(.place).isEmpty {
            return try code(value(.place), column: .place)
        }
        let county = value(.county)
        guard !county.isEmpty, county != value(.city) else { return issuer }
        if let place = places.named(county, in: issuer) { return place }
        // Some lists write the city's name before the county's: 威海市文登区.
        if county.hasPrefix(value(.city)), !value(.city).isEmpty,
            let place = places.named(String(county.dropFirst(value(.city).count)), in: issuer)
        {
            return place
        }
        if places.contains(issuer) { warnings.append(.unknownCounty) }
        return issuer
    }
}

/// Regions by code, and counties by name within their city.
private struct Places {
    private struct Key: Hashable {
        var parent: RegionCode
        var name: String
    }
    private let codes: Set<RegionCode>
    private let children: [Key: RegionCode]

    init(_ tree: RegionTree) {
        codes = Set(tree.regions.keys)
        var children: [Key: RegionCode] = [:]
        for region in tree.regions.values {
            guard let parent = region.parent else { continue }
            children[Key(parent: parent, name: region.nameChinese)] = region.code
        }
        self.children = children
    }

    func contains(_ code: RegionCode) -> Bool { codes.contains(code) }

    func named(_ name: String, in parent: RegionCode) -> RegionCode? {
        children[Key(parent: parent, name: name)]
    }
}

extension LicenceScheme {
    /// Our own word or the name on the paper.
    static func named(_ text: String) -> LicenceScheme? {
        if let scheme = LicenceScheme(rawValue: text) { return scheme }
        switch text {
        case "医疗机构执业许可证", "执业许可证": return .practiceLicence
        case "中医诊所备案证": return .clinicOfChineseMedicine
        case "诊所备案凭证": return .clinicFiling
        case "军队医疗机构为民服务许可证", "为民服务许可证": return .militaryPermit
        case "药品经营许可证": return .drugLicence
        case "养老机构设立许可证", "养老或护理机构设立许可证": return .carePermit
        case "民政备案", "民政备案材料证明": return .civilAffairsFiling
        case "事业单位法人证书": return .publicInstitution
        default: return nil
        }
    }
}
