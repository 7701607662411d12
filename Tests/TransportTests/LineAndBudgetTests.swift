import Testing

@testable import Transport

@Suite("Waiting lines and the receive budget")
struct LineAndBudgetTests {
    @Test func hostsTakeTurnsAndNoneExceedsItsLimit() {
        var queue = TransferQueue<String>(limitPerHost: 2)
        for number in 0..<4 { queue.append("a\(number)", host: "a") }
        for number in 0..<2 { queue.append("b\(number)", host: "b") }
        let first = (0..<4).map { _ in queue.next() }
        #expect(first == ["a0", "b0", "a1", "b1"])
        #expect(queue.next() == nil)
        queue.finished(host: "a")
        #expect(queue.next() == "a2")
        #expect(queue.next() == nil)
        queue.finished(host: "b")
        #expect(queue.next() == nil)
        #expect(queue.removeAllWaiting() == ["a3"])
        queue.finished(host: "a")
        #expect(queue.next() == nil)
    }

    @Test func aLongLineKeepsItsOrder() {
        var queue = TransferQueue<Int>(limitPerHost: 1)
        for number in 0..<1_000 { queue.append(number, host: "h") }
        for number in 0..<1_000 {
            #expect(queue.next() == number)
            #expect(queue.next() == nil)
            queue.finished(host: "h")
        }
    }

    @Test func manySmallAnswersPayLikeOneLargeOne() {
        let budget = ReceiveBudget(bytesPerSecond: 1_000)
        let start: UInt64 = 5_000_000_000
        #expect(budget.debt(now: start) == 0)
        for _ in 0..<20 { budget.record(byteCount: 100, now: start) }
        #expect(budget.debt(now: start) == 2_000_000_000)
        #expect(!budget.permitsStart(now: start + 1_000_000_000))
        #expect(budget.permitsStart(now: start + 1_500_000_000))
        #expect(budget.demandsPause(now: start + 1_500_000_000))
        #expect(!budget.demandsPause(now: start + 1_999_000_000))
        #expect(budget.debt(now: start + 2_000_000_000) == 0)
        budget.record(byteCount: .max, now: start)
        #expect(!budget.permitsStart(now: start))
    }

    @Test func theSumOfParallelTransfersStaysWithinTheRate() async throws {
        let server = try TestServer.shared()
        let client = TestServer.client { $0.receiveBytesPerSecond = 200_000 }
        let clock = ContinuousClock()
        let start = clock.now
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let request = HTTPRequest(url: "\(server.url)/bytes/50000")
                    return try await client.send(request).body.count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 200_000)
        // One second's worth, of which the last reads need not be paid for any more. A bound
        // from below only: a busy machine cannot break it.
        #expect(clock.now - start > .milliseconds(900))
    }
}
