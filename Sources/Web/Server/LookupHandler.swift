import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Answers plain look-ups where their bytes arrive, on the event loop of their connection.
///
/// A look-up takes a few microseconds out of memory; handing it to a task on another thread and its answer back
/// costs four times that. Everything else, and whatever is wrong with a look-up, goes on to the server. So
/// does a look-up while another request of the connection waits for its answer, so that answers keep their
/// order, and while the client takes no answers, since only the server waits for it.
final class LookupHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// An answer without its date.
    struct Answer {
        var status: HTTPResponse.Status
        var headers: HTTPFields
        var body: [UInt8]
    }

    /// Sent by the caller whose address is given.
    ///
    /// - Returns: `nil` for everything but a plain look-up.
    typealias Desk = @Sendable (HTTPRequest, SocketAddress?) -> Answer?

    /// The server closes connections of which it hears nothing for two minutes, so it is shown one look-up of
    /// many: one after such a pause.
    static let longestSilence = TimeAmount.seconds(30)

    private static let prefix = "/api/v1/status?"

    private let desk: Desk
    private let clock: @Sendable () -> UInt64
    private var unansweredCount = 0
    private var answer: Answer?
    private var isFlushDue = false
    private var lastShown: NIODeadline?
    private var date = HTTPDate(milliseconds: 0)

    /// - Parameter clock: milliseconds since 1970, for the date of answers.
    init(_ desk: @escaping Desk, clock: @escaping @Sendable () -> UInt64) {
        self.desk = desk
        self.clock = clock
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            answer = answered(head, context)
            guard answer == nil else { return }
            unansweredCount += 1
            lastShown = context.eventLoop.now
        case .body: if answer != nil { return }
        case .end:
            guard let answer else { break }
            self.answer = nil
            return give(answer, context)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isFlushDue {
            isFlushDue = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unansweredCount -= 1 }
        context.write(data, promise: promise)
    }

    private func answered(_ head: HTTPRequest, _ context: ChannelHandlerContext) -> Answer? {
        guard unansweredCount == 0, head.method == .get, context.channel.isWritable,
            head.path?.utf8.starts(with: Self.prefix.utf8) == true,
            Self.isPlain(head.headerFields)
        else { return nil }
        let now = context.eventLoop.now
        let shown = lastShown ?? now
        lastShown = shown
        guard now - shown < Self.longestSilence else { return nil }
        return desk(head, context.channel.remoteAddress)
    }

    /// No body comes, and the connection stays.
    private static func isPlain(_ fields: HTTPFields) -> Bool {
        for field in fields {
            switch field.name {
            case .contentLength, .transferEncoding, .expect, .upgrade: return false
            case .connection: if field.value.lowercased() != "keep-alive" { return false }
            default: break
            }
        }
        return true
    }

    private func give(_ answer: Answer, _ context: ChannelHandlerContext) {
        var head = HTTPResponse(status: answer.status, headerFields: answer.headers)
        head.headerFields[.contentLength] = String(answer.body.count)
        let now = clock()
        if now / 1_000 != date.second { date = HTTPDate(milliseconds: now) }
        head.headerFields[.date] = date.text
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        isFlushDue = true
    }
}

@available(*, unavailable)
extension LookupHandler: Sendable {}
