/// Time-outs about progress, and the receive rate.
extension CurlLoop {
    /// Ends transfers that stood still for too long, and says how long the loop may sleep at
    /// most, in nanoseconds: not at all when a place has become free.
    func expireSilent(now: UInt64) -> UInt64 {
        var next: UInt64 = 60_000_000_000
        for (pointer, transfer) in active
        where transfer.phase != .connecting && !transfer.isPaused {
            let handle = EasyHandle(pointer: pointer)
            let allowed = silenceAllowed(transfer)
            // A callback may have come after `now` was read.
            var silence = now > transfer.lastProgress ? now - transfer.lastProgress : 0
            if silence >= allowed {
                // Sending makes no callback; look whether it moved since the last look.
                let uploaded = handle.uploadedByteCount
                guard uploaded > transfer.uploadedByteCount else {
                    finish(handle, transfer, error: .timedOut)
                    next = 0
                    continue
                }
                transfer.uploadedByteCount = uploaded
                transfer.lastProgress = now
                silence = 0
            }
            next = min(next, allowed - silence)
        }
        return next
    }

    /// In nanoseconds.
    func silenceAllowed(_ transfer: Transfer) -> UInt64 {
        var seconds = configuration.progressSeconds
        if transfer.phase == .waiting { seconds = max(seconds, transfer.request.waitSeconds) }
        return UInt64(min(max(seconds, 0.001), 1e6) * 1e9)
    }

    /// libcurl's own watch on the pace, against servers that drip. A long poll is silent by
    /// agreement, and a tight budget makes a pace of its own.
    func setLowSpeed(_ handle: EasyHandle, _ transfer: Transfer) {
        let minimum = configuration.minimumBytesPerSecond
        let worstShare =
            (budget?.bytesPerSecond ?? .max) / max(configuration.maximumTransferCount, 1)
        let wait = Int(min(max(transfer.request.waitSeconds, 0), 86_400).rounded(.up))
        let progress = Int(min(max(configuration.progressSeconds, 0), 86_400).rounded(.up))
        handle.setLowSpeed(
            bytesPerSecond: worstShare > minimum ? minimum : 0,
            seconds: max(configuration.slowSeconds, progress) + wait)
    }

    /// Lets paused transfers go on once everything is paid for, all together, so that each has
    /// its read.
    func resumePaused(now: UInt64) {
        guard let budget, budget.debt(now: now) == 0 else { return }
        for (pointer, transfer) in active where transfer.isPaused {
            transfer.isPaused = false
            transfer.lastProgress = now
            EasyHandle(pointer: pointer).setPaused(false)
        }
    }

    /// How long until what is owed is paid for and paused transfers go on.
    func budgetWait(now: UInt64) -> UInt64 {
        guard let debt = budget?.debt(now: now), debt > 0 else { return .max }
        return debt
    }
}
