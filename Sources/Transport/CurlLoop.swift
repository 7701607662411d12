import CCurl
import Glibc
import Messages
import Synchronization

/// The thread that drives all transfers of one client.
///
/// Other threads reach it only through the inbox, which a mutex guards; everything else is
/// touched by the loop's own thread alone, which makes `@unchecked Sendable` right.
final class CurlLoop: @unchecked Sendable {
    private struct Inbox {
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var stopIsWanted = false
        /// The thread has been woken and has not looked yet; waking it twice costs a call.
        var isWoken = false
        /// Set at the end, with the error for those who come later.
        var closed: TransportError?
    }

    let configuration: TransportConfiguration
    private let inbox = Mutex(Inbox())
    private let multi: UnsafeMutableRawPointer?
    private var queue: TransferQueue<Transfer>
    var active: [UnsafeMutableRawPointer: Transfer] = [:]
    private var idleHandles: [UnsafeMutableRawPointer] = []
    let budget: ReceiveBudget?
    private let exchangeCount = Atomic<Int>(0)
    private let wireByteCount = Atomic<Int>(0)

    /// libcurl's set-up for the whole process, made once.
    private static let globalStatus = ccurl_global_init()

    init(configuration: TransportConfiguration) {
        self.configuration = configuration
        queue = TransferQueue(limitPerHost: configuration.connectionsPerHost)
        budget = configuration.receiveBytesPerSecond.map(ReceiveBudget.init(bytesPerSecond:))
        multi = Self.globalStatus == CURLE_OK ? curl_multi_init() : nil
        guard let multi else { return }
        // Idle connections kept for reuse, over all hosts.
        ccurl_multi_set_long(
            multi, CURLMOPT_MAXCONNECTS, max(configuration.maximumTransferCount, 8))
    }

    /// Starts the thread, which holds the loop until it is stopped.
    func start() {
        var started = false
        if multi != nil {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(self)
            let status = pthread_create(&thread, nil, runLoop, context.toOpaque())
            started = status == 0
            if started { pthread_detach(thread) } else { context.release() }
        }
        if !started {
            inbox.withLock { $0.closed = .other(code: Int(CURLE_FAILED_INIT.rawValue)) }
        }
    }

    var totals: TransferTotals {
        TransferTotals(
            exchangeCount: exchangeCount.load(ordering: .relaxed),
            wireByteCount: wireByteCount.load(ordering: .relaxed))
    }

    func stop() {
        inbox.withLock { inbox in
            inbox.stopIsWanted = true
            wake(&inbox)
        }
    }

    func submit(_ transfer: Transfer) {
        let refusal = inbox.withLock { inbox -> TransportError? in
            if let error = inbox.closed { return error }
            inbox.submitted.append(transfer)
            wake(&inbox)
            return nil
        }
        if let refusal { resume(transfer, Exchange(failing: refusal)) }
    }

    /// May be called before, during and after the transfer.
    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        inbox.withLock { inbox in
            guard inbox.closed == nil else { return }
            inbox.cancelled.append(transfer)
            wake(&inbox)
        }
    }

    /// Only under the lock: after `closed` is set the multi handle may be gone.
    private func wake(_ inbox: inout Inbox) {
        guard inbox.closed == nil, !inbox.isWoken, let multi else { return }
        inbox.isWoken = true
        curl_multi_wakeup(multi)
    }

    /// The thread's work. Each round: take orders, let libcurl move bytes, hand out what is
    /// finished, start what may start, and sleep until a socket, a timer or an order stirs.
    fileprivate func run() {
        guard let multi else { return }
        while takeOrders() {
            admit()
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishCompleted(multi)
            resumePaused(now: monotonicNanoseconds())
            // Started transfers have to be driven once before there is anything to wait for;
            // libcurl marks them as due, so the poll returns at once then.
            admit()
            let now = monotonicNanoseconds()
            let rest = min(expireSilent(now: now), budgetWait(now: now))
            curl_multi_poll(multi, nil, 0, Int32(clamping: rest / 1_000_000 + 1), nil)
        }
        close(multi)
    }

    /// False when the loop is to end.
    private func takeOrders() -> Bool {
        let orders = inbox.withLock { inbox in
            let orders = inbox
            inbox.submitted = []
            inbox.cancelled = []
            inbox.isWoken = false
            return orders
        }
        for transfer in orders.submitted {
            transfer.isSubmitted = true
            queue.append(transfer, host: transfer.address.connectionKey)
        }
        for transfer in orders.cancelled { breakOff(transfer, .cancelled) }
        return !orders.stopIsWanted
    }

    /// Starts as many waiting transfers as there are free places.
    private func admit() {
        while active.count < max(configuration.maximumTransferCount, 1),
            budget?.permitsStart(now: monotonicNanoseconds()) ?? true,
            let transfer = queue.next()
        {
            start(transfer)
        }
    }

    private func start(_ transfer: Transfer) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else {
            queue.finished(host: transfer.address.connectionKey)
            resume(transfer, Exchange(failing: .cancelled))
            return
        }
        guard let multi, let handle = idleHandles.popLast().map(EasyHandle.init) ?? EasyHandle()
        else {
            queue.finished(host: transfer.address.connectionKey)
            resume(transfer, Exchange(failing: .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue))))
            return
        }
        active[handle.pointer] = transfer
        transfer.handle = handle.pointer
        transfer.budget = budget
        handle.setBufferByteCount(budget?.bufferByteCount ?? 128 << 10)
        setLowSpeed(handle, transfer)
        if let error = handle.prepare(transfer, configuration: configuration) {
            finish(handle, transfer, error: error)
            return
        }
        let status = curl_multi_add_handle(multi, handle.pointer)
        if status != CURLM_OK {
            finish(handle, transfer, error: .other(code: Int(status.rawValue)))
        }
    }

    private func finishCompleted(_ multi: UnsafeMutableRawPointer) {
        var code = CURLE_OK
        while let pointer = ccurl_next_finished(multi, &code) {
            guard let transfer = active[pointer] else { continue }
            let handle = EasyHandle(pointer: pointer)
            let proxy = configuration.proxy.settings(forSecure: transfer.address.isSecure)
            let error: TransportError? =
                code == CURLE_OK
                ? nil
                : transfer.failure
                    ?? TransportError(
                        code, transfer: transfer, usesProxy: !proxy.url.isEmpty,
                        connectStatus: handle.proxyConnectStatus)
            finish(handle, transfer, error: error)
        }
    }

    /// Takes a transfer off its handle, gives the handle back and wakes the caller.
    func finish(_ handle: EasyHandle, _ transfer: Transfer, error: TransportError?) {
        let response = transfer.takeResponse(
            wireByteCount: handle.wireByteCount(
                requestBodyByteCount: transfer.request.body.count))
        exchangeCount.wrappingAdd(1, ordering: .relaxed)
        wireByteCount.wrappingAdd(response.wireByteCount, ordering: .relaxed)
        if let multi { curl_multi_remove_handle(multi, handle.pointer) }
        curl_easy_reset(handle.pointer)
        curl_slist_free_all(transfer.headerList)
        transfer.headerList = nil
        transfer.handle = nil
        active[handle.pointer] = nil
        idleHandles.append(handle.pointer)
        queue.finished(host: transfer.address.connectionKey)
        let isComplete = error != nil || (200...599).contains(response.status)
        resume(
            transfer,
            Exchange(response: response, error: isComplete ? error : .malformed("answer")))
    }

    private func breakOff(_ transfer: Transfer, _ error: TransportError) {
        // A cancellation can overtake the submission; then the caller's task still works on the
        // transfer, and `start` will see the flag.
        guard transfer.isSubmitted, transfer.continuation != nil else { return }
        if let (pointer, _) = active.first(where: { $0.value === transfer }) {
            finish(EasyHandle(pointer: pointer), transfer, error: error)
        } else {
            // It waits in line still; `start` drops it when its turn comes.
            resume(transfer, Exchange(failing: error))
        }
    }

    private func resume(_ transfer: Transfer, _ exchange: Exchange) {
        transfer.continuation?.resume(returning: exchange)
        transfer.continuation = nil
    }

    private func close(_ multi: UnsafeMutableRawPointer) {
        let late = inbox.withLock { inbox in
            inbox.closed = .shutDown
            let late = inbox.submitted
            inbox.submitted = []
            inbox.cancelled = []
            return late
        }
        for (pointer, transfer) in active {
            finish(EasyHandle(pointer: pointer), transfer, error: .shutDown)
        }
        for transfer in queue.removeAllWaiting() + late {
            resume(transfer, Exchange(failing: .shutDown))
        }
        for pointer in idleHandles { curl_easy_cleanup(pointer) }
        idleHandles = []
        curl_multi_cleanup(multi)
    }
}

private let runLoop: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    context in
    guard let context else { return nil }
    Unmanaged<CurlLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
