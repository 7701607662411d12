import Glibc
import Messages
import Node

/// What a process writes to its standard output and standard error, at once and without a buffer: a full
/// disk shows where it happens, and never ends a node that only wanted to say something.
enum Console {
    /// Lines for people beside the work itself, of `up` and `serve`: they go on without a reader.
    static func line(_ text: String) { tryToWrite(text + "\n", to: STDOUT_FILENO) }

    /// What a command was asked for.
    ///
    /// - Throws: ``CommandFailure`` when it could not be written whole: a script must not take a file
    ///   that was cut short for the answer.
    static func say(_ text: String) throws(CommandFailure) {
        try check(write(text + "\n", to: STDOUT_FILENO))
    }

    /// Writes what still lies in the standard library's buffer.
    ///
    /// - Throws: as ``say(_:)``.
    static func finish() throws(CommandFailure) {
        try check(fflush(nil) == 0 ? 0 : errno)
    }

    private static func check(_ number: Int32) throws(CommandFailure) {
        guard number != 0 else { return }
        throw CommandFailure(
            "The output could not be written whole (error \(number)); make room where it goes, "
                + "or take another place. What the command did stays.")
    }

    /// Losing the error is right for logs and progress: there is no other place to tell it.
    static func tryToWrite(_ text: String, to descriptor: Int32) {
        _ = write(text, to: descriptor)
    }

    /// - Returns: 0, or the system's number of the error after which nothing more was written.
    static func write(_ text: String, to descriptor: Int32) -> Int32 {
        // What was printed before comes before.
        if descriptor == STDOUT_FILENO, fflush(nil) != 0 { return errno }
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count > 0 {
                start += count
            } else if count < 0, errno == EAGAIN {
                // A terminal or pipe that another process made non-blocking.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, 1_000)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return 0
    }
}
