import Messages

/// An HTTP/1.1 client on libcurl's multi interface.
///
/// One thread waits for all connections at once and resumes the task of a finished exchange the
/// moment it is complete; connections are kept and used again. Calls may come from any task at
/// any time, and wait in line, per host, where all connections are busy. Cancelling the calling
/// task breaks its transfer off.
///
/// One client per process is enough; each has its own thread and connections. The thread ends
/// with ``shutdown()`` or when the last reference to the client goes.
public final class CurlClient: Sendable {
    private let loop: CurlLoop

    public init(configuration: TransportConfiguration = TransportConfiguration()) {
        loop = CurlLoop(configuration: configuration)
        loop.start()
    }

    deinit {
        loop.stop()
    }

    /// Makes one exchange.
    ///
    /// - Returns: the complete answer whatever its status; redirects are not followed.
    /// - Throws: ``TransportError`` when there is no complete answer.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let exchange = await exchange(request)
        if let error = exchange.error { throw error }
        return exchange.response
    }

    /// Makes one exchange; an answer that was cut short comes with what ended it, so that it can be
    /// resumed.
    ///
    /// - Returns: the answer, with status 0 where there is none; `error` is nil when it is complete.
    public func sendKeepingPart(
        _ request: HTTPRequest
    ) async -> (response: HTTPResponse, error: TransportError?) {
        let exchange = await exchange(request)
        return (exchange.response, exchange.error)
    }

    /// What the client has moved so far.
    public var totals: TransferTotals { loop.totals }

    /// Like ``send(_:)``, but keeps what had arrived before an error, for resuming.
    func exchange(_ request: HTTPRequest) async -> Exchange {
        guard let address = HTTPAddress(request.url) else {
            return Exchange(failing: .malformed("address"))
        }
        let transfer = Transfer(request: request, address: address)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.continuation = continuation
                loop.submit(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
    }

    /// Breaks off all transfers (``TransportError/shutDown``), closes the connections and ends
    /// the thread. Later calls fail with the same error. Returns at once.
    public func shutdown() {
        loop.stop()
    }
}

/// Sums over all exchanges of a client, those that failed on the way included.
public struct TransferTotals: Sendable, Equatable {
    /// Exchanges that reached the wire or tried to.
    public var exchangeCount: Int
    /// As in ``HTTPResponse/wireByteCount``.
    public var wireByteCount: Int
}

extension Exchange {
    /// An exchange of which nothing has arrived.
    init(failing error: TransportError) {
        let nothing = HTTPResponse(status: 0, headers: [], body: [], wireByteCount: 0)
        self.init(response: nothing, error: error)
    }
}
