import Designation

@testable import Federation

/// Items about signings that another act, rule or office stands against.
extension ReviewVectors {
    static func signings() throws -> [ReviewStory] {
        try [
            doubleSigning(paired: false), doubleSigning(paired: true), signedElsewhere(),
            otherFund(), signedWhileBarred(), barOfTermination("2027-02-28", isBarred: true),
            barOfTermination("2027-03-01", isBarred: false), signedAfterTermination(),
            notRecognised(), beyondGroup(), lapsed("2026-03-10"), afterGrace(), otherService(),
            otherType(), belowLevel(),
        ]
    }

    private static func doubleSigning(paired: Bool) throws -> ReviewStory {
        var story = try ReviewStory(
            .doubleSigning,
            paired
                ? "None: a recognition group joins the two units"
                : "Two units' agreements at one time (S2 23(5))", at: "220100")
        let second = paired ? "220000" : "222400"
        story.sign("first", "2026-01-06")
        story.sign("second", "2026-02-01", by: second, services: [.outpatient])
        if !paired { story.items = [["first", "second"]] }
        return story
    }

    private static func signedElsewhere() throws -> ReviewStory {
        var story = try ReviewStory(
            .signedElsewhere, "Signed where it is not registered (S2 23(5))", at: "220100")
        story.sign("signed", "2026-02-01", by: "222400")
        story.items = [["signed"]]
        return story
    }

    private static func otherFund() throws -> ReviewStory {
        var story = try ReviewStory(
            .scopeNotKept, "Signed for all funds where two are kept apart", at: "371000")
        story.sign("signed", "2026-01-06")
        story.sign("one", "2026-01-07", scope: .pooledFund)
        story.items = [["signed"]]
        return story
    }

    private static func signedWhileBarred() throws -> ReviewStory {
        var story = try ReviewStory(.signedWhileBarred, "Signed inside a recorded bar")
        story.write(
            "barred", "2026-03-01", by: "530100", basis: [Citation(edition: "N", article: "12")],
            .barred(until: ReviewWorld.day("2028-03-01")))
        story.sign("signed", "2026-05-01", by: "530300")
        story.items = [["barred", "signed"]]
        return story
    }

    /// N43(13) bars for a year, from the first day of the termination on.
    private static func barOfTermination(_ day: String, isBarred: Bool) throws -> ReviewStory {
        var story = try ReviewStory(
            .signedWhileBarred,
            isBarred
                ? "Signed on the last day of the year after a termination for breach"
                : "None: the year after a termination for breach is full")
        story.sign("before", "2026-01-06", until: "2026-12-06")
        story.terminate(
            "terminated", "2026-03-01", basis: [Citation(edition: "N", article: "43(13)")])
        story.sign("signed", day, by: "530300", until: "2028-01-06")
        if isBarred { story.items = [["terminated", "signed"]] }
        return story
    }

    private static func signedAfterTermination() throws -> ReviewStory {
        var story = try ReviewStory(
            .signedAfterTermination, "Signed elsewhere for a day on which a termination holds")
        story.sign("signed", "2026-02-20", by: "530300", from: "2026-03-05")
        story.terminate("terminated", "2026-03-01")
        story.items = [["terminated", "signed"]]
        return story
    }

    private static func otherService() throws -> ReviewStory {
        var story = try ReviewStory(
            .serviceNotForeseen, "A pharmacy signed for what pharmacies cannot have",
            type: .pharmacy)
        story.sign("signed", "2026-01-06", services: [.inpatient, .purchase])
        story.items = [["signed"]]
        return story
    }

    private static func otherType() throws -> ReviewStory {
        var story = try ReviewStory(
            .notCovered, "Signed with a type of which the edition does not speak", at: "371000",
            type: .pharmacy)
        story.sign("signed", "2026-01-06")
        story.items = [["signed"]]
        return story
    }

    private static func belowLevel() throws -> ReviewStory {
        var story = try ReviewStory(
            .signedBelow, "Signed by a county that is a pool by itself (N10)", at: "530111")
        story.sign("signed", "2026-01-06")
        story.items = [["signed"]]
        return story
    }

    // MARK: Other agencies' assessments

    private static func assess(_ story: inout ReviewStory, _ services: [Service]) {
        story.write(
            "assessed", "2026-01-10", by: story.place,
            .assessed(Assessment(passed: true, services: services)))
    }

    private static func notRecognised() throws -> ReviewStory {
        var story = try ReviewStory(
            .recognitionNotCovered, "Signed on another unit's assessment, and no group joins them",
            at: "220100")
        assess(&story, [.outpatient])
        story.sign(
            "signed", "2026-02-01", by: "222400", services: [.outpatient], restsOn: "assessed")
        story.items = [["assessed", "signed"]]
        return story
    }

    private static func beyondGroup() throws -> ReviewStory {
        var story = try ReviewStory(
            .recognitionNotCovered, "Recognised for a service that the group does not name",
            at: "220100")
        assess(&story, [.inpatient, .outpatient])
        story.write("recognised", "2026-02-01", by: "220000", for: "229900") { references in
            .recognised(
                Recognition(
                    assessment: try unwrap(references["assessed"]),
                    services: [.inpatient, .outpatient]))
        }
        story.items = [["assessed", "recognised"]]
        return story
    }

    // MARK: Offices

    private static func lapsed(_ day: String) throws -> ReviewStory {
        var story = try ReviewStory(
            .lapsedCapability, "Signed within a month after the enrolment was over", at: "530600")
        story.sign("signed", day)
        story.items = [["signed"]]
        return story
    }

    private static func afterGrace() throws -> ReviewStory {
        var story = try ReviewStory(
            .withoutAuthority, "Signed more than a month after the enrolment was over",
            at: "530600")
        story.sign("signed", "2026-04-01")
        story.items = [["signed"]]
        return story
    }
}
