/// Splits bytes into records and fields by RFC 4180, with LF, CRLF or CR as line ends.
///
/// Works on bytes of UTF-8 and GB 18030 alike: in both, the bytes of comma, quote and line ends never
/// stand inside another character. After a record that cannot be split, scanning goes on at the line
/// after the one where it began, so that one lost quote costs one row and not the list.
struct CSVScanner {
    static let recordLimitByteCount = 64 << 10
    static let fieldLimit = 256

    enum Record {
        case fields([ArraySlice<UInt8>], line: Int)
        case damaged(DamagedRow)
    }

    private let bytes: [UInt8]
    private var position: Int
    private var line = 1

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// The next record; `nil` at the end. Empty lines are passed over.
    mutating func next() -> Record? {
        while position < bytes.count, isLineEnd(bytes[position]) { skipLineEnd() }
        guard position < bytes.count else { return nil }
        let start = position
        let startLine = line
        switch fields(limit: min(bytes.count, start + Self.recordLimitByteCount)) {
        case .success(let fields):
            return .fields(fields, line: startLine)
        case .failure(let problem):
            position = start
            line = startLine
            while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
            return .damaged(DamagedRow(line: startLine, reason: problem.reason))
        }
    }

    /// Whether the bytes ended in the record that was read last: its line end is missing.
    var endedInRecord: Bool {
        position == bytes.count && bytes.last.map { !isLineEnd($0) } ?? false
    }

    private struct Problem: Error { var reason: DamagedRow.Reason }

    private mutating func fields(limit: Int) -> Result<[ArraySlice<UInt8>], Problem> {
        var fields: [ArraySlice<UInt8>] = []
        while true {
            guard fields.count < Self.fieldLimit else {
                return .failure(Problem(reason: .tooManyFields(limit: Self.fieldLimit)))
            }
            let isQuoted = position < limit && bytes[position] == Self.quote
            let field = isQuoted ? quotedField(limit: limit) : plainField(limit: limit)
            switch field {
            case .success(let bytes): fields.append(bytes)
            case .failure(let problem): return .failure(problem)
            }
            guard position < bytes.count, bytes[position] == Self.comma else { break }
            position += 1
        }
        skipLineEnd()
        return .success(fields)
    }

    /// Up to the next comma or line end. A quote inside is taken as it stands, as other programs do.
    private mutating func plainField(limit: Int) -> Result<ArraySlice<UInt8>, Problem> {
        let start = position
        while position < limit, bytes[position] != Self.comma, !isLineEnd(bytes[position]) {
            position += 1
        }
        return position == limit && limit < bytes.count
            ? .failure(tooLong) : .success(bytes[start..<position])
    }

    private mutating func quotedField(limit: Int) -> Result<ArraySlice<UInt8>, Problem> {
        position += 1
        let start = position
        var hasDoubledQuotes = false
        while position < limit {
            if bytes[position] == Self.quote {
                guard position + 1 < bytes.count, bytes[position + 1] == Self.quote else {
                    return closed(start: start, hasDoubledQuotes: hasDoubledQuotes)
                }
                hasDoubledQuotes = true
                position += 2
            } else if isLineEnd(bytes[position]) {
                skipLineEnd()
            } else {
                position += 1
            }
        }
        return .failure(limit < bytes.count ? tooLong : Problem(reason: .unclosedQuote))
    }

    /// The closing quote stands at `position`; a comma, a line end or the end must follow.
    private mutating func closed(
        start: Int, hasDoubledQuotes: Bool
    ) -> Result<ArraySlice<UInt8>, Problem> {
        let content = bytes[start..<position]
        position += 1
        if position < bytes.count, bytes[position] != Self.comma, !isLineEnd(bytes[position]) {
            return .failure(Problem(reason: .textAfterQuote))
        }
        guard hasDoubledQuotes else { return .success(content) }
        var single: [UInt8] = []
        single.reserveCapacity(content.count)
        var isSecond = false
        for byte in content {
            if byte == Self.quote, isSecond {
                isSecond = false
                continue
            }
            isSecond = byte == Self.quote
            single.append(byte)
        }
        return .success(single[...])
    }

    private mutating func skipLineEnd() {
        guard position < bytes.count, isLineEnd(bytes[position]) else { return }
        let isPair =
            bytes[position] == Self.carriageReturn && position + 1 < bytes.count
            && bytes[position + 1] == Self.lineFeed
        position += isPair ? 2 : 1
        line += 1
    }

    private var tooLong: Problem {
        Problem(reason: .tooLong(limitByteCount: Self.recordLimitByteCount))
    }

    private func isLineEnd(_ byte: UInt8) -> Bool {
        byte == Self.lineFeed || byte == Self.carriageReturn
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
}
