import Dispatch

/// Runs work that may block on a disk away from the threads of Swift's tasks.
///
/// There are as many of those as cores; a stick that hangs would otherwise stop everything that
/// waits for a turn, from timers to answers over HTTP.
func offload<Value: Sendable>(
    _ work: @escaping @Sendable () throws(TransportError) -> Value
) async throws(TransportError) -> Value {
    let result: Result<Value, TransportError> = await withCheckedContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async {
            do throws(TransportError) {
                continuation.resume(returning: .success(try work()))
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
    return try result.get()
}
