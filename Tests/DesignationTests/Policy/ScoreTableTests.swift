import Designation
import Testing

/// Tables by which institutions are assessed (S3, annexes).
@Suite struct ScoreTableTests {
    private func table() throws -> ScoreTable {
        var world = PolicyWorld()
        func add(_ name: String, _ attributes: [PolicyItem.Key: String]) throws {
            let item = try #require(
                PolicyItem(chinese: "项", english: "item", attributes: attributes))
            world.set("score:" + name, item.text, PolicyWorld.city)
        }
        try add("t", [.full: "40", .pass: "36", .scope: "pooled-fund"])
        try add("t/1", [.knockOut: "yes"])
        try add("t/2", [.points: "20", .cap: "15"])
        try add("t/2/1", [.each: "5"])
        try add("t/2/2", [.take: "10"])
        try add("t/10", [.points: "10"])
        try add("t/10/1", [.give: "5"])
        try add("t/10/2", [.fail: "yes"])
        try add("t/11", [.points: "10"])
        try add("t/11/1", [.all: "yes"])
        try add("t/11/2", [.discretion: "yes"])
        return try #require(world.policy().scoreTable("t"))
    }

    private func findings(
        _ changed: ScoreFinding...
    ) -> [ScoreFinding] {
        ["1", "2", "10", "11"].map { id in
            changed.first { $0.item == id } ?? ScoreFinding(item: id)
        }
    }

    @Test("Items stand in the order of their numbers, with their steps")
    func reading() throws {
        let table = try table()
        #expect(table.items.map(\.id) == ["1", "2", "10", "11"])
        #expect(table["2"]?.steps.map(\.effect) == [.each(5), .take(10)])
        #expect(table.scope == "pooled-fund")
        #expect(PolicyWorld().policy().scoreTable("t") == nil)
    }

    @Test("The pass mark itself passes, one below does not")
    func passMark() throws {
        let table = try table()
        let full = table.result(findings())
        #expect(full.total == 40)
        #expect(full.isPassed)
        let pass = table.result(findings(.init(item: "11", steps: [2: 4])))
        #expect(pass.total == 36)
        #expect(pass.isPassed)
        let short = table.result(findings(.init(item: "11", steps: [2: 5])))
        #expect(short.total == 35)
        #expect(!short.isPassed)
    }

    @Test("Nothing takes more than the cap, and no item falls below nothing")
    func caps() throws {
        let table = try table()
        let many = table.result(findings(.init(item: "2", steps: [1: 9, 2: 1])))
        #expect(many.points["2"] == 5, "20 points, at most 15 taken")
        let most = table.result(findings(.init(item: "11", steps: [2: 99])))
        #expect(most.points["11"] == 0)
        #expect(table.result(findings(.init(item: "11", steps: [1: 1]))).points["11"] == 0)
        #expect(table.result(findings(.init(item: "10", steps: [1: 1]))).points["10"] == 5)
        let absurd = table.result(findings(.init(item: "2", steps: [1: .max, 7: -3])))
        #expect(absurd.points["2"] == 5)
    }

    @Test("An item that is not met as a whole gets no points (S3 附件1, 附件2)")
    func notMet() throws {
        let table = try table()
        let none = table.result(findings(.init(item: "10", isMet: false)))
        #expect(none.points["10"] == 0 && none.total == 30)
        #expect(!none.isPassed && none.knockedOut.isEmpty)
    }

    @Test("A knock-out fails whatever the sum; so does what was left out or does not exist")
    func knockOut() throws {
        let table = try table()
        let failed = table.result(findings(.init(item: "1", isMet: false)))
        #expect(failed.total == 40)
        #expect(failed.knockedOut == ["1"])
        #expect(!failed.isPassed)
        #expect(table.result(findings(.init(item: "10", steps: [2: 1]))).knockedOut == ["10"])
        let left = table.result(Array(findings().dropLast()))
        #expect(left.missing == ["11"])
        #expect(!left.isPassed)
        let extra = table.result(findings() + [ScoreFinding(item: "99")])
        #expect(extra.unknown == ["99"])
        #expect(!extra.isPassed)
    }
}
