import Designation
import Federation
import Messages
import TransparencyLog

/// What the directory would say of events (protocol §2.4), asked before they are recorded: one
/// without effect would stay in the log for good and look like success.
enum DirectoryRehearsal {
    /// - Returns: for each draft what keeps it from its effect, or from a part of it.
    static func faults(
        of drafts: [EntryDraft], _ context: CommandContext
    ) async throws -> [[Directory.Problem.Reason]] {
        guard drafts.contains(where: \.isDirectory) else { return drafts.map { _ in [] } }
        let now = context.core.clock()
        return try await context.core.with { exchange in
            exchange.replica.trial(drafts, now: now).map { $0.filter(\.takesEffect) }
        }
    }

    /// - Throws: ``CommandFailure`` for the first that would have no effect.
    static func demandEffect(of drafts: [EntryDraft], _ context: CommandContext) async throws {
        for reasons in try await faults(of: drafts, context) {
            if let reason = reasons.first { throw CommandFailure(refusal(reason)) }
        }
    }

    static func refusal(_ reason: Directory.Problem.Reason) -> Message {
        "Nothing is recorded, since it would have no effect: \(reason.sentence)"
    }
}

extension Directory {
    /// What a node said in the directory without effect, or with less than all of it, in order.
    func problems(of node: String) -> [Problem] {
        problems.filter { problem in
            // Losing the error is right: what is no log of this protocol is nobody's.
            guard let origin = try? Origin(problem.event.origin) else { return false }
            return (try? LogName(origin: origin))?.node == node
        }
    }
}

extension Directory.Problem.Reason {
    /// Whether it takes effect away; otherwise it only moves a day.
    var takesEffect: Bool { self != .retroactiveWithoutGround }

    /// One sentence for an operator.
    var sentence: Message {
        switch self {
        case .notCompetent: "Its author may not do that for these regions by its own grants."
        case .grantBeyondReach: "Some of the acts granted are not its author's to give."
        case .nameTaken: "Another node enrolled that name."
        case .keyMustRotate: "The node is known with another key; keys change by `dingdian rotate`."
        case .unknownNode: "The node named is not enrolled."
        case .notSuperior: "Its author does not stand above the node named."
        case .brokenReference: "The delegation that it ends is not there."
        case .retroactiveWithoutGround:
            "It reaches back without a ground and counts from the day on which it was recorded."
        case .badRegionTree: "A region would hang nowhere in the tree."
        }
    }
}

extension EntryDraft {
    var isDirectory: Bool {
        if case .directory = body { true } else { false }
    }
}
