import HummingbirdCore
import Logging
import NIOCore

/// HTTP/1.1 connections with a ``RequestWatch`` each and, where a node answers, a ``LookupHandler``.
struct WatchedChannel: ServerChildChannel {
    private let base: HTTP1Channel

    /// - Parameters:
    ///   - idleSeconds: how long a connection may stay without a part of a request or an answer.
    ///   - lookups: makes the handler of plain look-ups.
    init(
        responder: @escaping HTTPChannelHandler.Responder, idleSeconds: Int,
        lookups: (@Sendable () -> LookupHandler)? = nil
    ) {
        let room = WaitingRoom()
        base = HTTP1Channel(
            responder: responder,
            configuration: .init(
                additionalChannelHandlers: Self.handlers(room, lookups),
                idleTimeout: .seconds(Int64(idleSeconds)),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: RequestFault.fieldByteCount,
                    maxHeaderListSize: RequestFault.headerByteCount,
                    maxHeaderFieldCount: RequestFault.fieldCount)))
    }

    private static func handlers(
        _ room: WaitingRoom, _ lookups: (@Sendable () -> LookupHandler)?
    ) -> [any RemovableChannelHandler] {
        let first = [RequestWatch(room: room)] as [any RemovableChannelHandler]
        return first + (lookups.map { [$0()] } ?? []) + [ClientPresence()]
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let watch = try pipeline.handler(type: RequestWatch.self)
            try pipeline.addHandler(ByteWatch(watch), position: .first)
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
