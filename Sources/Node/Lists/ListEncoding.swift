import Glibc

/// The encodings in which lists arrive.
public enum ListEncoding: String, Sendable, Hashable {
    case utf8 = "UTF-8"
    case utf8WithMark = "UTF-8 with byte-order mark"
    case gb18030 = "GB 18030"

    static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Tells by validity: a list is UTF-8 if at least half of its lines with non-ASCII text are. A few
    /// damaged lines then do not turn a whole list into another encoding, and lines of GB 18030 are
    /// hardly ever valid UTF-8.
    static func detect(_ bytes: [UInt8]) throws(ListError) -> ListEncoding {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            || bytes.starts(with: [0x00, 0x00, 0xFE, 0xFF])
        {
            throw .unsupportedEncoding
        }
        if bytes.starts(with: mark) { return .utf8WithMark }
        var valid = 0
        var invalid = 0
        var start = 0
        while start < bytes.count {
            var end = start
            var isASCII = true
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D {
                if bytes[end] >= 0x80 { isASCII = false }
                end += 1
            }
            if !isASCII {
                if String(validating: bytes[start..<end], as: UTF8.self) != nil {
                    valid += 1
                } else {
                    invalid += 1
                }
            }
            start = end + 1
        }
        return valid >= invalid ? .utf8 : .gb18030
    }
}

/// Turns the bytes of one field into text, or says that they are none.
final class ListDecoder {
    private let converter: iconv_t?

    init(_ encoding: ListEncoding) throws(ListError) {
        guard encoding == .gb18030 else {
            converter = nil
            return
        }
        // The C library marks failure by the pointer -1, not by null.
        let opened = iconv_open("UTF-8", "GB18030")
        guard opened != iconv_t(bitPattern: -1) else { throw .noConverter }
        converter = opened
    }

    deinit {
        if let converter { iconv_close(converter) }
    }

    func text(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let converter, bytes.contains(where: { $0 >= 0x80 }) else {
            return String(validating: bytes, as: UTF8.self)
        }
        // Two bytes of GB 18030 become at most three of UTF-8; the rest is slack.
        var output = [CChar](repeating: 0, count: bytes.count * 2 + 16)
        var input = bytes.map { CChar(bitPattern: $0) }
        let capacity = output.count
        iconv(converter, nil, nil, nil, nil)
        let left: Int? = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var to = target.baseAddress
                var fromCount = source.count
                var toCount = target.count
                let result = iconv(converter, &from, &fromCount, &to, &toCount)
                return result == -1 || fromCount != 0 ? nil : toCount
            }
        }
        guard let left else { return nil }
        return String(
            validating: output[..<(capacity - left)].lazy.map { UInt8(bitPattern: $0) },
            as: UTF8.self)
    }
}
