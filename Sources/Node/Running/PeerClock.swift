import Designation
import Messages

/// What a peer's `Date` header says about the two clocks. Nobody signs it, so it decides nothing; it is said to
/// whoever looks after the node, since sessions between them fail and no other reason would be named.
enum PeerClock {
    /// As far as heartbeats and tokens bear it (protocol §9.2).
    static let toleratedMilliseconds: UInt64 = 600_000

    /// - Parameters:
    ///   - header: an HTTP date (RFC 9110 §5.6.7).
    ///   - now: this node's clock, milliseconds since 1970.
    /// - Returns: `nil` where the clocks agree or the header says nothing.
    static func doubt(of peer: String, header: String?, now: UInt64) -> Message? {
        guard let theirs = header.flatMap(milliseconds) else { return nil }
        let difference = theirs > now ? theirs - now : now - theirs
        guard difference > toleratedMilliseconds else { return nil }
        let minutes = difference / 60_000
        let span: Message = minutes < 2 * 1_440 ? "\(minutes) minutes" : "\(minutes / 1_440) days"
        if theirs < now {
            return
                "The clock here is \(span) ahead of that of \(peer); set the one that is wrong, since no "
                + "session opens between them until then."
        }
        return
            "The clock here is \(span) behind that of \(peer); set the one that is wrong, since no session "
            + "opens between them until then."
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`; other forms say nothing.
    static func milliseconds(_ header: String) -> UInt64? {
        let parts = header.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
            let date = LegalDate(year: year, month: month + 1, day: day), date.daysSince1970 >= 0
        else { return nil }
        let time = parts[4].split(separator: ":").map { UInt64($0) }
        guard time.count == 3, let hours = time[0], let minutes = time[1], let seconds = time[2],
            hours < 24, minutes < 60, seconds <= 60
        else { return nil }
        return
            ((UInt64(date.daysSince1970) * 24 + hours) * 3_600 + minutes * 60 + seconds) * 1_000
    }
}
