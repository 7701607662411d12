/// Runs independent pieces of work at the same time, on the threads that the shell has.
///
/// The cores of this module know no threads. A shell hands in how it does such work; the simulator and
/// tests leave it at one piece after the other. The outcome is the same.
public struct ParallelWork: Sendable {
    private let perform: @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void

    /// - Parameter perform: calls `body` once for each of `0..<count`, in any order, on any thread, and
    ///   returns when all are done.
    public init(
        _ perform: @escaping @Sendable (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void
    ) {
        self.perform = perform
    }

    /// One piece after the other on the calling thread.
    public static let serial = ParallelWork { count, body in
        for number in 0..<count { body(number) }
    }

    func callAsFunction(_ count: Int, _ body: @Sendable (Int) -> Void) {
        // A single piece is not worth another thread.
        if count == 1 { return body(0) }
        perform(count, body)
    }
}
