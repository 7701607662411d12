import Dispatch
import Federation

extension ParallelWork {
    /// As many pieces at a time as there are cores; the calling thread takes part.
    static let allCores = ParallelWork { count, body in
        DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
}
