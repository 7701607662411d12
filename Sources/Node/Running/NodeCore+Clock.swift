import Federation
import Logging
import Messages

extension NodeCore {
    /// Why this machine's clock cannot be right, in words; `nil` when nothing speaks against it (protocol
    /// §6.1).
    var clockFault: Message? { exchange.replica.clockFault(now: clock())?.message }

    /// What a peer's answer says about the two clocks; `nil` when they agree.
    func note(clockDoubt: Message?, of peer: String) {
        guard clockDoubts[peer] != clockDoubt else { return }
        clockDoubts[peer] = clockDoubt
        if let clockDoubt { logger.say(clockDoubt, level: .warning) }
    }

    /// Before anything is recorded or looked up by the day: under a wrong clock every other reason misleads.
    ///
    /// - Throws: ``ReplicaError/clock(_:)``.
    func checkClock() throws(ReplicaError) {
        if let fault = exchange.replica.clockFault(now: clock()) { throw .clock(fault) }
    }
}
