import Designation

@testable import Federation

/// Items about agreements: who signed, when, for how long, and how it ended.
extension ReviewVectors {
    static func agreements() throws -> [ReviewStory] {
        try [
            failedRenewal(), renewedWhileSuspended(), signedAnewAfterRequestedEnd(),
            longTerm(renewed: false), longTerm(renewed: true), keptTerm(),
            requestedEnd(recorded: false), requestedEnd(recorded: true), brokenReference(),
            backdated(),
        ]
    }

    private static func failedRenewal() throws -> ReviewStory {
        var story = try ReviewStory(
            .failedRenewal, "A pharmacy's agreement is not renewed (P38)", type: .pharmacy)
        story.sign("signed", "2026-01-06", until: "2026-06-01")
        story.end("ended", "2026-06-01", "signed", .notRenewed)
        story.items = [["ended"]]
        return story
    }

    private static func renewedWhileSuspended() throws -> ReviewStory {
        var story = try ReviewStory(
            .renewedWhileSuspended, "Renewed on a day on which a suspension holds")
        story.sign("signed", "2026-01-06", until: "2026-06-01")
        story.suspend("suspended", "2026-05-01")
        story.write("renewed", "2026-05-20", by: "530100") { references in
            .renewed(
                agreement: try unwrap(references["signed"]), until: ReviewWorld.day("2027-06-01"))
        }
        story.items = [["suspended", "renewed"]]
        return story
    }

    private static func signedAnewAfterRequestedEnd() throws -> ReviewStory {
        var story = try ReviewStory(
            .renewedWhileSuspended, "Ended on request while suspended, and signed anew (N42)")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-03-01")
        story.end("ended", "2026-04-01", "signed", .onRequest)
        story.sign("anew", "2026-05-01", until: "2027-05-01")
        story.items = [["suspended", "anew"]]
        return story
    }

    private static func longTerm(renewed: Bool) throws -> ReviewStory {
        var story = try ReviewStory(
            .termTooLong,
            renewed ? "Renewed for three years of two" : "Signed for three years of two",
            at: "320400")
        story.sign("signed", "2026-01-06", until: renewed ? "2028-01-06" : "2029-01-06")
        if renewed {
            story.write("renewed", "2026-06-01", by: "320400") { references in
                .renewed(
                    agreement: try unwrap(references["signed"]),
                    until: ReviewWorld.day("2031-01-06"))
            }
        }
        story.items = [[renewed ? "renewed" : "signed"]]
        return story
    }

    private static func keptTerm() throws -> ReviewStory {
        var story = try ReviewStory(
            .termTooLong, "None: three years by the edition under which it was accepted",
            at: "320400")
        story.sign(
            "signed", "2026-01-06", until: "2029-01-06",
            basis: [Citation(edition: "CZ-OLD", article: "协议")])
        return story
    }

    private static func requestedEnd(recorded: Bool) throws -> ReviewStory {
        var story = try ReviewStory(
            .endIsTermination,
            recorded
                ? "None: the termination that it is has been recorded"
                : "Ended on request, which is a termination (N43(12))")
        story.sign("signed", "2026-01-06")
        story.end("ended", "2026-03-01", "signed", .onRequest)
        if recorded {
            story.terminate("terminated", "2026-03-02", ownRequest: true)
        } else {
            story.items = [["ended"]]
        }
        return story
    }

    private static func brokenReference() throws -> ReviewStory {
        var story = try ReviewStory(.brokenReference, "Renewed, of an agreement that is nowhere")
        story.sign("signed", "2026-01-06")
        story.write("renewed", "2026-02-01", by: "530100") { references in
            var agreement = try unwrap(references["signed"])
            agreement.leafPrefix &+= 1
            return .renewed(agreement: agreement, until: ReviewWorld.day("2028-01-06"))
        }
        story.items = [["renewed"]]
        return story
    }

    private static func backdated() throws -> ReviewStory {
        var story = try ReviewStory(.retroactive, "Signed for a time before it was written")
        story.sign("signed", "2026-03-10", from: "2026-02-01")
        story.items = [["signed"]]
        return story
    }
}
