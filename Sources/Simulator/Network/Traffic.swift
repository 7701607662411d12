import Federation
import TransparencyLog

/// What went over links, without the head lines of HTTP: bodies, addresses and cursors.
struct Traffic {
    private(set) var requestCount = 0
    private(set) var byteCount = 0

    mutating func add(_ request: CallRequest) {
        requestCount += 1
        switch request {
        // A token and its signature.
        case .session: byteCount += 400
        case .poll(let cursor, _): byteCount += 20 + (cursor?.utf8.count ?? 0)
        case .fetch(let origin, let resource):
            byteCount += origin.bytes.count + resource.path.utf8.count
        case .push(_, let bytes), .keepBlob(let bytes): byteCount += bytes.count
        case .news(let news): byteCount += news.encoded().count
        case .blob: byteCount += 64
        }
    }

    mutating func add(_ reply: CallReply) {
        switch reply {
        case .heads(let bytes): byteCount += bytes?.count ?? 0
        case .fetched(let bytes), .pushed(let bytes): byteCount += bytes.count
        case .session: byteCount += 60
        case .missing, .forbidden, .taken, .failed: break
        }
    }
}
