import CCurl
import Messages
import Synchronization

/// What an exchange left: a complete response, or an error together with what had come so far.
struct Exchange: Sendable {
    var response: HTTPResponse
    var error: TransportError?
}

/// One exchange on its way through the loop.
///
/// Made by a caller's task and handed to the loop thread, which alone touches the mutable part
/// from then on; `isCancelled` is the only thing that other threads write. That hand-over is what
/// makes `@unchecked Sendable` right.
final class Transfer: @unchecked Sendable {
    /// How far an exchange has come.
    enum Phase {
        /// Waits for its turn or for a connection.
        case connecting
        /// The request is being sent or the answer awaited.
        case waiting
        /// The answer is arriving.
        case receiving
    }

    /// A peer that sends headers without end is cut off here.
    static let maximumHeaderByteCount = 64 << 10

    let request: HTTPRequest
    let address: HTTPAddress
    let isCancelled = Atomic<Bool>(false)

    /// Set by the loop when it has taken the transfer over.
    var isSubmitted = false
    var continuation: CheckedContinuation<Exchange, Never>?
    var phase = Phase.connecting
    var lastProgress: UInt64 = 0
    var uploadedByteCount = 0
    /// Whether the receive budget holds it up.
    var isPaused = false
    /// Pays for what arrives, where the rate is limited.
    var budget: ReceiveBudget?
    /// The handle that the transfer runs on.
    var handle: UnsafeMutableRawPointer?
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// Set in a callback that stops the transfer; says more than libcurl's code.
    var failure: TransportError?

    private(set) var status = 0
    private(set) var headers: [(String, String)] = []
    private(set) var body: [UInt8] = []
    private var headerByteCount = 0

    init(request: HTTPRequest, address: HTTPAddress) {
        self.request = request
        self.address = address
    }

    /// Takes one header line as libcurl hands it over, its line end included. False stops.
    func receive(headerLine line: UnsafeRawBufferPointer, now: UInt64) -> Bool {
        progressed(line.count, now: now)
        headerByteCount += line.count
        guard headerByteCount <= Self.maximumHeaderByteCount else {
            failure = .malformed("answer (its headers are too long)")
            return false
        }
        let trimmed = trimmingBlanks(line[...])
        if trimmed.starts(with: "HTTP/".utf8) {
            // A new status line: what came before was an interim answer such as 100 or 103.
            status = Self.status(in: trimmed)
            headers = []
            return true
        }
        guard let colon = trimmed.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let name = String(decoding: trimmed[..<colon], as: UTF8.self)
        let value = String(decoding: trimmingBlanks(trimmed[(colon + 1)...]), as: UTF8.self)
        headers.append((name, value))
        return true
    }

    /// Takes a piece of the body. False stops.
    func receive(body piece: UnsafeRawBufferPointer, now: UInt64) -> Bool {
        progressed(piece.count, now: now)
        guard piece.count <= request.maximumByteCount - body.count else {
            failure = .tooLarge(limit: request.maximumByteCount)
            return false
        }
        if body.isEmpty { body.reserveCapacity(expectedByteCount(atLeast: piece.count)) }
        body.append(contentsOf: piece)
        pauseIfOverdrawn(now: now)
        return true
    }

    /// Here and not in the loop, because libcurl reads many times before it returns there.
    private func pauseIfOverdrawn(now: UInt64) {
        guard let budget, let handle, budget.demandsPause(now: now) else { return }
        isPaused = true
        EasyHandle(pointer: handle).setPaused(true)
    }

    /// Makes what has been received into a response. The body is moved out, not copied.
    func takeResponse(wireByteCount: Int) -> HTTPResponse {
        let response = HTTPResponse(
            status: status, headers: headers, body: body, wireByteCount: wireByteCount)
        body = []
        return response
    }

    private func progressed(_ byteCount: Int, now: UInt64) {
        phase = .receiving
        lastProgress = now
        budget?.record(byteCount: byteCount, now: now)
    }

    /// The announced length, where it is believable, saves growing step by step; a lie costs at
    /// most a mebibyte.
    private func expectedByteCount(atLeast least: Int) -> Int {
        let announced =
            headers.last { $0.0.lowercased() == "content-length" }
            .flatMap { Int($0.1) } ?? 0
        return max(least, min(announced, request.maximumByteCount, 1 << 20))
    }

    /// The three digits after the first blank of a status line; 0 when they are not there.
    private static func status(in line: Slice<UnsafeRawBufferPointer>) -> Int {
        guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return 0 }
        let digits = line[(blank + 1)...].prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

private func trimmingBlanks(
    _ bytes: Slice<UnsafeRawBufferPointer>
) -> Slice<UnsafeRawBufferPointer> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || byte == 13 || byte == 10 }
    var rest = bytes.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
}
