import Messages
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Why bytes on a connection never became a request.
enum RequestFault: Equatable, CaseIterable {
    case malformed, lineTooLong, headerTooLarge, tooSlow

    /// The largest header, all fields together, and the largest address or single field: ten times what any
    /// request to a node needs.
    static let headerByteCount = 32 * 1_024
    static let fieldByteCount = 16 * 1_024
    static let fieldCount = 128

    /// - Parameter hasFirstLine: whether the first line of the header had come whole.
    /// - Returns: `nil` for what is no fault of the caller's bytes, such as a broken connection.
    init?(_ error: any Error, hasFirstLine: Bool) {
        switch error {
        case HTTPParserError.headerOverflow:
            self = hasFirstLine ? .headerTooLarge : .lineTooLong
        case HTTPParserError.closedConnection, HTTPParserError.invalidEOFState: return nil
        case is HTTPParserError, is HTTP1TypeConversionError: self = .malformed
        default: return nil
        }
    }

    var status: Int {
        switch self {
        case .malformed: 400
        case .tooSlow: 408
        case .lineTooLong: 414
        case .headerTooLarge: 431
        }
    }

    private var title: String {
        switch self {
        case .malformed: "Bad Request"
        case .tooSlow: "Request Timeout"
        case .lineTooLong: "URI Too Long"
        case .headerTooLarge: "Request Header Fields Too Large"
        }
    }

    private var message: Message {
        switch self {
        case .malformed: "The request is not well formed."
        case .tooSlow: "The header of the request did not come to its end in time; send it again."
        case .lineTooLong: "The address has more than \(Self.fieldByteCount) bytes; ask in parts."
        case .headerTooLarge:
            "The header has more than \(Self.headerByteCount) bytes, or a field more than "
                + "\(Self.fieldByteCount); send less."
        }
    }

    /// The problem document (RFC 9457), as for all other failures.
    var document: [UInt8] {
        var json = JSONWriter(reservingByteCount: 256)
        ProblemJSON.write(title: title, status: status, message: message, to: &json)
        return json.bytes
    }
}
