import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections that begin requests and never come to an end of the header, and answers what is no HTTP
/// (protocol §5.12).
///
/// Stands behind the decoder. Bodies are not its business: while one arrives the server's idle time-out holds,
/// which counts from the last part that came.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For a whole header: a few hundred bytes, over the slowest link.
    static let patience = TimeAmount.seconds(20)
    /// For a client to read why it was refused, while what it still sends is thrown away.
    static let farewell = TimeAmount.seconds(2)

    private let room: WaitingRoom
    private var hasBegun = false
    /// In the room, until the first request.
    private var place: UInt64?
    private var deadline: Scheduled<Void>?
    private var unansweredCount = 0
    private var isInBody = false
    private var isRefused = false
    /// Of the header that is awaited: whether any of it came, and the end of its first line.
    private var hasBytes = false
    private var hasLine = false

    init(room: WaitingRoom) { self.room = room }

    // MARK: A connection's life

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isRefused, event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !hasBegun else { return }
        hasBegun = true
        place = room.enter(context.channel)
        awaitHeader(context)
    }

    private func end() {
        deadline?.cancel()
        deadline = nil
        if let place { room.leave(place) }
        place = nil
    }

    // MARK: Requests

    /// Bytes as they come from the network, before they are decoded.
    func arrived(_ bytes: ByteBuffer) {
        guard !isInBody, !hasLine, bytes.readableBytes > 0 else { return }
        hasBytes = true
        hasLine = bytes.readableBytesView.contains(UInt8(ascii: "\n"))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        switch unwrapInboundIn(data) {
        case .head:
            end()
            unansweredCount += 1
            isInBody = true
        case .body: break
        case .end: (isInBody, hasBytes, hasLine) = (false, false, false)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasBytes, !isInBody, !isRefused, deadline == nil { awaitHeader(context) }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unansweredCount -= 1 }
        context.write(data, promise: promise)
    }

    /// While another request waits for its answer nothing may be written between.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isRefused else { return }
        guard unansweredCount == 0, let fault = RequestFault(error, hasFirstLine: hasLine) else {
            return context.fireErrorCaught(error)
        }
        refuse(fault, context)
    }

    // MARK: Ends

    private func awaitHeader(_ context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
            self.deadline = nil
            self.expired(context)
        }
    }

    private func expired(_ context: ChannelHandlerContext) {
        if unansweredCount > 0 { return awaitHeader(context) }
        guard hasBytes else { return context.close(promise: nil) }
        refuse(.tooSlow, context)
    }

    private func refuse(_ fault: RequestFault, _ context: ChannelHandlerContext) {
        isRefused = true
        end()
        let body = fault.document
        var head = HTTPResponse(status: .init(code: fault.status))
        head.headerFields = [
            .contentType: "application/problem+json", .contentLength: "\(body.count)",
            .cacheControl: "no-store", .connection: "close",
        ]
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // A socket that is closed with bytes unread resets the connection, and the answer may be lost.
        context.close(mode: .output, promise: nil)
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell) {
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension RequestWatch: Sendable {}

/// Shows a ``RequestWatch`` the bytes that the decoder gets.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let watch: RequestWatch

    init(_ watch: RequestWatch) { self.watch = watch }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        watch.arrived(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }
}

@available(*, unavailable)
extension ByteWatch: Sendable {}
