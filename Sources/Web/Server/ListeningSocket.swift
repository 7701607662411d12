import NIOCore
import Synchronization

/// The socket on which a node's server accepts connections, so that it can be closed before the server's
/// task is cancelled.
///
/// A connection that was accepted and not yet taken up when the task ends is a programming error to NIO,
/// which ends the process: an orderly end closes this first.
public final class ListeningSocket: Sendable {
    private let channel = Mutex<(any Channel)?>(nil)

    public init() {}

    func hold(_ channel: any Channel) { self.channel.withLock { $0 = channel } }

    /// Accepts no more; returns once that is so and what was accepted was taken up. Connections that are
    /// open go on.
    public func close() async {
        guard let held = channel.withLock({ $0 }) else { return }
        // A connection on its way from the socket to the server would be lost with the socket: nothing is
        // accepted any more, what is under way has time to arrive, and then the socket goes.
        // Losing the errors is right: a socket that is closed already accepts nothing either, and this
        // task is not cancelled.
        try? await held.setOption(ChannelOptions.autoRead, value: false).get()
        try? await Task.sleep(for: .milliseconds(200))
        try? await held.close().get()
    }
}
