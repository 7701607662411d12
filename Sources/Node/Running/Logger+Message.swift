public import Logging
public import Messages

extension Logger {
    /// A line for the operator, Chinese first and English behind it.
    public func say(_ message: Messages.Message, level: Logger.Level = .warning) {
        log(level: level, "\(message.line)")
    }
}
