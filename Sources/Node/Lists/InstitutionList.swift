public import Designation

/// A list of institutions as read from CSV: what can be registered, and what cannot and why.
///
/// Reading never stops at a bad row. The same bytes give the same value everywhere.
public struct InstitutionList: Hashable, Sendable {
    public static let limitByteCount = 256 << 20
    public static let rowLimit = 2_000_000
    /// So many doubled and damaged rows are kept by line; beyond that they are counted.
    public static let reportLimit = 10_000

    public var encoding: ListEncoding
    public var institutions: [ListedInstitution] = []
    public var doubled: [DoubledRow] = []
    public var damaged: [DamagedRow] = []
    public var doubledCount = 0
    public var damagedCount = 0
    /// Headings that are not known; their fields were not read.
    public var ignoredColumns: [String] = []
    /// What the list has a column for; of anything else it says nothing.
    public var columns: Set<InstitutionColumn> = []

    init(encoding: ListEncoding) { self.encoding = encoding }

    /// Reads a file.
    ///
    /// - Parameter tree: regions against which codes and names of counties are checked.
    /// - Throws: ``ListError`` with line and column.
    public static func read(_ path: String, in tree: RegionTree) throws(ListError)
        -> InstitutionList
    {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(path, limitByteCount: limitByteCount)
        } catch {
            switch error {
            case .unreadable(let number): throw .unreadable(errorNumber: number)
            case .tooLarge: throw .tooLarge(limitByteCount: limitByteCount)
            }
        }
        return try parse(bytes, in: tree)
    }

    /// Reads bytes of a file; see `read`.
    ///
    /// - Throws: ``ListError`` with line and column.
    public static func parse(
        _ bytes: [UInt8], in tree: RegionTree
    ) throws(ListError) -> InstitutionList {
        guard bytes.count <= limitByteCount else { throw .tooLarge(limitByteCount: limitByteCount) }
        let encoding = try ListEncoding.detect(bytes)
        let start = encoding == .utf8WithMark ? ListEncoding.mark.count : 0
        var list = InstitutionList(encoding: encoding)
        var scanner = CSVScanner(bytes, from: start)
        let decoder = try ListDecoder(encoding)
        let reader = try RowReader(
            header: scanner.next(), decoder: decoder, tree: tree,
            ignoredColumns: &list.ignoredColumns)
        list.columns = reader.columns
        var positions: [InstitutionID: Int] = [:]
        while let record = scanner.next() {
            switch reader.read(record) {
            case .blank: continue
            case .damaged(let row):
                list.note(scanner.endedInRecord ? row.atOpenEnd : row)
            case .institution(let institution):
                if let position = positions[institution.id] {
                    list.noteDoubled(institution, of: position)
                    continue
                }
                guard list.institutions.count < rowLimit else {
                    throw .tooManyRows(limit: rowLimit)
                }
                positions[institution.id] = list.institutions.count
                list.institutions.append(institution)
            }
        }
        return list
    }

    private mutating func note(_ row: DamagedRow) {
        damagedCount += 1
        if damaged.count < Self.reportLimit { damaged.append(row) }
    }

    private mutating func noteDoubled(_ institution: ListedInstitution, of position: Int) {
        doubledCount += 1
        guard doubled.count < Self.reportLimit else { return }
        let first = institutions[position]
        doubled.append(
            DoubledRow(
                line: institution.line, firstLine: first.line,
                differs: institution.facts != first.facts || institution.level != first.level))
    }

    /// Counts for the last line that a person reads.
    public var summary: ListSummary {
        var warnings: [ListWarning: Int] = [:]
        var lines: [ListWarning: [Int]] = [:]
        for institution in institutions {
            for warning in institution.warnings {
                warnings[warning, default: 0] += 1
                guard lines[warning, default: []].count < ListSummary.lineLimit else { continue }
                lines[warning, default: []].append(institution.line)
            }
        }
        return ListSummary(
            accepted: institutions.count,
            provisional: institutions.count { $0.isProvisional }, doubled: doubledCount,
            damaged: damagedCount, warnings: warnings, warningLines: lines)
    }
}

/// What became of a list's rows: `accepted + doubled + damaged` are all rows that are not blank.
public struct ListSummary: Hashable, Sendable {
    public var accepted: Int
    /// Of the accepted, those without a licence number.
    public var provisional: Int
    public var doubled: Int
    public var damaged: Int
    public var warnings: [ListWarning: Int]
    /// Where the first of each kind stand, at most ``lineLimit``, in order.
    public var warningLines: [ListWarning: [Int]]

    /// So many lines of one kind of warning are kept; beyond that they are counted.
    public static let lineLimit = 1_000
}
