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

    /// Accepts no more; returns once that is so. Connections that are open go on.
    public func close() async {
        guard let held = channel.withLock({ $0 }) else { return }
        // Losing the error is right: a socket that is closed already accepts nothing either.
        try? await held.close().get()
    }
}
