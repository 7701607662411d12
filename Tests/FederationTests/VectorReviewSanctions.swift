import Designation

@testable import Federation

/// Items about suspensions, terminations and restrictions.
extension ReviewVectors {
    static func sanctions() throws -> [ReviewStory] {
        try [
            withoutAuthority(), samePool(), countyAct(), secondSuspension(decided: nil),
            secondSuspension(decided: "530100"), secondSuspension(decided: "530000"),
            tooLong(excepted: false), tooLong(excepted: true), undecided(), publicRequest(),
            restricted(until: "2026-08-01"), restricted(until: "2027-02-01"),
            pharmacyRestricted(), otherSeat(), otherRegistration(), seatMoved(), causeEnded(),
            enteredTwice(), chain(),
        ]
    }

    private static func withoutAuthority() throws -> ReviewStory {
        var story = try ReviewStory(.withoutAuthority, "Suspended by the agency of another pool")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-02-01", by: "530300", for: "530100")
        story.items = [["suspended"]]
        return story
    }

    private static func samePool() throws -> ReviewStory {
        var story = try ReviewStory(
            .samePoolPair, "Suspended by one of two units that share a pool")
        story.sign("signed", "2026-01-06")
        story.sign("county", "2026-01-07", by: "530102")
        story.suspend("suspended", "2026-03-01")
        story.items = [["suspended", "county"]]
        return story
    }

    private static func countyAct() throws -> ReviewStory {
        var story = try ReviewStory(
            .countyActNeedsPrefecture, "Suspended by a county, whose act waits for its pool")
        story.sign("signed", "2026-01-06", by: "530102")
        story.suspend("suspended", "2026-03-01", by: "530102")
        story.items = [["suspended"]]
        return story
    }

    private static func secondSuspension(decided author: String?) throws -> ReviewStory {
        var story = try ReviewStory(
            .secondSuspension,
            author.map { "A second suspension in one term, on which \($0) decided" }
                ?? "A second imposed suspension in one term (N43(1))")
        story.sign("signed", "2026-01-06")
        story.suspend("first", "2026-02-01", until: "2026-03-01")
        story.suspend("second", "2026-06-01", until: "2026-07-01")
        if let author {
            story.decide("2026-06-05", by: author, "kept", on: ["signed", "first", "second"])
        }
        story.items = [["signed", "first", "second"]]
        return story
    }

    private static func tooLong(excepted: Bool) throws -> ReviewStory {
        var story = try ReviewStory(
            .laterThanMaximum,
            excepted
                ? "Suspended on request for longer than 180 days, with an exception recorded in time"
                : "Suspended on request for longer than 180 days (N42)")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-02-01", ownRequest: true)
        if excepted {
            story.decide("2026-03-01", by: "530100", "exception", on: ["suspended"])
        }
        story.items = [["suspended"]]
        return story
    }

    private static func undecided() throws -> ReviewStory {
        var story = try ReviewStory(
            .resumptionUndecided, "Asked in time to go on, and not answered")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-02-01", ownRequest: true)
        story.write("asked", "2026-07-01", by: "530100") { references in
            .resumptionRequested(suspension: try unwrap(references["suspended"]))
        }
        story.items = [["suspended", "asked"]]
        return story
    }

    private static func publicRequest() throws -> ReviewStory {
        var story = try ReviewStory(
            .publicInstitution, "A public hospital suspended on its request (N44)", isPublic: true)
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-02-01", until: "2026-04-01", ownRequest: true)
        story.items = [["suspended"]]
        return story
    }

    private static func restricted(until end: String) throws -> ReviewStory {
        let isShort = end < "2027"
        var story = try ReviewStory(
            .restrictionOutsideRules,
            isShort
                ? "A person suspended for six months, where the least is a year (S4)"
                : "None: a person suspended for a year", at: "320400")
        story.sign("signed", "2026-01-06")
        story.write(
            "restricted", "2026-02-01", by: "320400",
            .restricted(
                Restriction(
                    part: .person, name: "D320400000001", until: ReviewWorld.day(end),
                    cause: "vector")))
        if isShort { story.items = [["restricted"]] }
        return story
    }

    private static func pharmacyRestricted() throws -> ReviewStory {
        var story = try ReviewStory(
            .restrictionOutsideRules, "A pharmacy's person suspended, which P35 does not foresee",
            type: .pharmacy)
        story.sign("signed", "2026-01-06")
        story.write(
            "restricted", "2026-02-01", by: "530100",
            .restricted(
                Restriction(
                    part: .person, name: "D530100000001", until: ReviewWorld.day("2027-02-01"),
                    cause: "vector")))
        story.items = [["restricted"]]
        return story
    }

    private static func otherSeat() throws -> ReviewStory {
        var story = try ReviewStory(
            .contradictsRegister, "A suspension states another seat than the register")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-02-01", stating: "530300")
        story.items = [["registered", "suspended"]]
        return story
    }

    private static func otherRegistration() throws -> ReviewStory {
        var story = try ReviewStory(
            .contradictsRegister, "An agency that does not name the seat registers another one")
        story.sign("signed", "2026-01-06")
        story.write(
            "again", "2026-02-01", by: "530300", .registered(story.facts(at: "530300")))
        story.items = [["registered", "again"]]
        return story
    }

    private static func seatMoved() throws -> ReviewStory {
        var story = try ReviewStory(
            .seatMoved, "An agency that signed registers the seat as its own (N44)")
        story.sign("signed", "2026-01-06")
        story.sign("elsewhere", "2026-01-07", by: "530300")
        story.write(
            "again", "2026-02-01", by: "530300", .registered(story.facts(at: "530300")))
        story.items = [["registered", "again"]]
        return story
    }

    /// The agreement ends after 180 days; the other pool's agency is asked whether its own goes on.
    private static func causeEnded() throws -> ReviewStory {
        var story = try ReviewStory(
            .causeEnded, "The agreement ended that a suspension on request stopped (N42)")
        story.sign("signed", "2026-01-06")
        story.sign("elsewhere", "2026-01-07", by: "530300")
        story.suspend("suspended", "2026-02-01", ownRequest: true)
        story.items = [["suspended", "elsewhere"]]
        return story
    }

    private static func enteredTwice() throws -> ReviewStory {
        var story = try ReviewStory(.enteredTwice, "One suspension in two entries")
        story.sign("signed", "2026-01-06")
        story.suspend("suspended", "2026-02-01", until: "2026-03-01")
        story.suspend("again", "2026-02-01", until: "2026-03-01")
        story.items = [["suspended", "again"]]
        return story
    }

    /// P40(14): the agency of the one named must act itself.
    private static func chain() throws -> ReviewStory {
        var story = try ReviewStory(
            .chainProposed, "Named in the termination of another pharmacy of its chain",
            type: .pharmacy)
        story.sign("signed", "2026-01-06")
        let head = try unwrap(
            InstitutionID(
                scheme: .drugLicence, issuer: ReviewWorld.code("530100"), number: "CHAIN1"))
        story.terminate("terminated", "2026-02-01", affects: [story.institution], of: head)
        story.items = [["terminated"]]
        return story
    }
}
