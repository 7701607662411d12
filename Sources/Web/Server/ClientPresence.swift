import NIOCore

/// Notices that a client closed its side while a request of it waits for an answer.
///
/// The server allows half-closed connections, so the end of the input is only a user event;
/// without this handler an abandoned long poll would stay until its time is over. Reading the
/// request stream instead would give up keep-alive, which the poll lives on.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    /// Only touched on the event loop of the channel.
    private var onGone: (@Sendable () -> Void)?
    private var isGone = false

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        isGone = true
        onGone?()
        onGone = nil
    }

    /// Runs work that is cancelled as soon as the client is gone.
    static func whileConnected<Value: Sendable>(
        _ channel: any Channel, _ work: @Sendable @escaping () async -> Value
    ) async -> Value {
        let task = Task { await work() }
        watch(channel) { task.cancel() }
        let value = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        watch(channel, nil)
        return value
    }

    /// The elements of a stream until it ends or the client is gone.
    ///
    /// The server's own way of noticing that reads the request to its end beside the work, and stops the
    /// process when the work is over before that end was read.
    static func whileConnected<Element: Sendable>(
        _ channel: any Channel, _ elements: AsyncStream<Element>
    ) -> AsyncStream<Element> {
        let (stream, source) = AsyncStream<Element>.makeStream()
        let task = Task {
            for await element in elements { source.yield(element) }
            source.finish()
        }
        source.onTermination = { _ in
            task.cancel()
            watch(channel, nil)
        }
        watch(channel) { source.finish() }
        return stream
    }

    private static func watch(_ channel: any Channel, _ action: (@Sendable () -> Void)?) {
        channel.eventLoop.execute {
            // Channels of router tests have no such handler; there nobody leaves.
            let found = try? channel.pipeline.syncOperations.handler(type: ClientPresence.self)
            guard let presence = found else { return }
            presence.onGone = action
            if presence.isGone { presence.leave() }
        }
    }
}
