import Testing

@testable import Designation

/// Two cases of one institution for the same (N9 ¶2, N41).
@Suite("Cases: side by side")
struct CaseBesideTests {
    private func kinds(
        _ running: RunningApplication, on day: String = "2026-03-02"
    ) -> [CaseProblem.Kind] {
        var world = CaseWorld(.yunnan)
        world.subject.running = [running]
        let step = world.make(.accepted, day)
        return world.objections(to: step).map(\.kind)
    }

    @Test("A second application for the same is not accepted while the first is under way")
    func double() {
        func application(
            _ kind: CaseKind = .new, _ scope: FundScope = .basic, _ services: [Service] = [],
            from: String = "2026-02-02", over: String? = nil, earlier: Bool = true
        ) -> RunningApplication {
            RunningApplication(
                kind: kind, scope: scope, services: services, accepted: World.day(from),
                over: over.map(World.day), beganEarlier: earlier)
        }
        #expect(kinds(application()) == [.doubleApplication])
        #expect(kinds(application(over: "2026-03-03")) == [.doubleApplication])
        #expect(kinds(application(over: "2026-03-02")) == [])
        #expect(kinds(application(from: "2026-03-02")) == [.doubleApplication])
        #expect(kinds(application(from: "2026-03-02", earlier: false)) == [])
        #expect(kinds(application(.addedService)) == [])
        #expect(kinds(application(.new, .care)) == [])
    }
}
