public import Messages

/// Why a list as a whole cannot be read or written. Single bad rows are no error, see `DamagedRow`.
public enum ListError: Worded, Hashable, Sendable {
    case unreadable(errorNumber: Int32)
    case tooLarge(limitByteCount: Int)
    case tooManyRows(limit: Int)
    case empty
    /// UTF-16 or UTF-32 by its byte-order mark.
    case unsupportedEncoding
    /// The system's converter for GB 18030 is missing.
    case noConverter
    /// The first row names no column that tells institutions apart.
    case headerNotRecognised
    /// Nothing says who issued the licences or where the institutions are.
    case noRegionColumn
    case headerDamaged(DamagedRow.Reason)
    case columnTwice(String)
    case unwritable(errorNumber: Int32)
    /// Something lies where the list was to be written.
    case exists

    public var message: Message {
        switch self {
        case .unreadable(let number):
            number == 0
                ? "the list is not a regular file; give a file"
                : "the list cannot be read (system error \(number)); check its name and rights"
        case .tooLarge(let limit): "the list is larger than \(limit) bytes; split it"
        case .tooManyRows(let limit): "the list has more than \(limit) rows; split it"
        case .empty: "the list is empty; it needs a row of column names"
        case .unsupportedEncoding: "the list is UTF-16 or UTF-32; save it as UTF-8 or GB 18030"
        case .noConverter: "this system cannot read GB 18030; save the list as UTF-8"
        case .headerNotRecognised:
            "the first row names no known column; name at least 'name' (机构名称)"
        case .noRegionColumn:
            "no column tells the regions; add 'region' (发证地区) or 'city_code' with their codes"
        case .headerDamaged(let reason): "the row of column names is damaged: \(reason.message)"
        case .columnTwice(let name): "column '\(name)' stands twice; remove one"
        case .unwritable(let number):
            "the list cannot be written (system error \(number)); check the folder"
        case .exists: "exists already; choose another name"
        }
    }
}

/// A row that was left out, where and why. Its contents are not repeated.
public struct DamagedRow: Hashable, Sendable {
    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        case fieldCount(found: Int, expected: Int)
        case tooManyFields(limit: Int)
        case tooLong(limitByteCount: Int)
        case unclosedQuote
        case textAfterQuote
        /// Bytes that are no text in the list's encoding.
        case invalidBytes(column: String)
        case controlCharacter(column: String)
        case emptyName
        case unknownScheme
        case invalidNumber
        case invalidRegion(column: String)
        case incompleteIdentity
        /// Digits, but not the six of a region's code.
        case cutRegion(column: String)
        /// The institution would stand where no node is competent and no status can be asked.
        case unknownPlace(column: String)
        /// The file ends in the middle of the row.
        case cutOff(found: Int, expected: Int)

        /// What is wrong, in both languages.
        public var message: Message {
            switch self {
            case .fieldCount(let found, let expected): "\(found) fields, \(expected) expected"
            case .tooManyFields(let limit): "more than \(limit) fields"
            case .tooLong(let limit): "longer than \(limit) bytes"
            case .unclosedQuote: "a quoted field that does not end"
            case .textAfterQuote: "text after the end of a quoted field"
            case .invalidBytes(let column): "bytes that are no text in '\(column)'"
            case .controlCharacter(let column): "a control or invisible character in '\(column)'"
            case .emptyName: "no name"
            case .unknownScheme: "a kind of licence that is not known"
            case .invalidNumber: "a licence number with other than letters and digits"
            case .invalidRegion(let column): "no region's code in '\(column)'"
            case .incompleteIdentity: "licence number without its kind or region, or the reverse"
            case .cutRegion(let column):
                "a region's code in '\(column)' with more or fewer than six digits; write it whole"
            case .unknownPlace(let column):
                "the region in '\(column)' is not in the directory; write the code of one that is"
            case .cutOff(let found, let expected):
                "the file ends within this row, after \(found) of \(expected) fields; copy it again"
            }
        }

        /// The English words.
        public var description: String { message.english }
    }

    /// Counted from 1, the row of column names included; where the row begins.
    public var line: Int
    public var reason: Reason

    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// The row as the last of a file without a line end: what it lacks was cut off with the file.
    var atOpenEnd: DamagedRow {
        guard case .fieldCount(let found, let expected) = reason, found < expected else {
            return self
        }
        return DamagedRow(line: line, reason: .cutOff(found: found, expected: expected))
    }
}
