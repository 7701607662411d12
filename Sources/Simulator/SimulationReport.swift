/// A sentence of protocol §11 that did not hold.
public struct SimulationFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// 1 to 10, as numbered in protocol §11.
    public var sentence: Int
    public var seed: UInt64
    /// Number of the event after which it was seen.
    public var step: Int
    /// What was seen, in one sentence, with the nodes and logs concerned.
    public var detail: String
    /// Plays the same history again.
    public var replayCommand: String

    public var description: String {
        "Sentence \(sentence) of protocol §11 is broken at step \(step) of seed \(seed): "
            + "\(detail)\n"
            + "Replay: \(replayCommand)"
    }
}

/// What a simulation saw.
public struct SimulationReport: Sendable, Hashable {
    public var options: SimulationOptions
    public var steps: Int
    /// Acts that officers were told are recorded.
    public var actCount: Int
    /// Rounds of exchange after the faults stopped until all agreed.
    public var rounds: Int
    public var faults: [FaultKind: Int]
    public var sometimes: [SometimesPoint: Int]
    /// The sentence that was broken first; `nil` when all held.
    public var failure: SimulationFailure?

    public var nodeDays: Int { options.nodes * options.days }

    /// One JSON document with keys in a fixed order (interfaces, `simulate --json`).
    public func json() -> String {
        let failed = failure.map { failure in
            "{\"sentence\":\(failure.sentence),\"step\":\(failure.step),"
                + "\"detail\":\(Self.quoted(failure.detail)),"
                + "\"replay\":\(Self.quoted(failure.replayCommand))}"
        }
        let counted = FaultKind.allCases.map { "\"\($0.rawValue)\":\(faults[$0] ?? 0)" }
        let points = SometimesPoint.allCases.map { "\"\($0.rawValue)\":\(sometimes[$0] ?? 0)" }
        return "{\"seed\":\(options.seed),\"nodes\":\(options.nodes),\"days\":\(options.days),"
            + "\"profile\":\"\(options.profile.rawValue)\",\"nodeDays\":\(nodeDays),"
            + "\"steps\":\(steps),\"acts\":\(actCount),\"rounds\":\(rounds),"
            + "\"faults\":{\(counted.joined(separator: ","))},"
            + "\"sometimes\":{\(points.joined(separator: ","))},"
            + "\"failure\":\(failed ?? "null")}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// Kinds of faults, as reports count them.
public enum FaultKind: String, Sendable, CaseIterable, Hashable {
    case messageLost, messageDoubled, messageDelayed, messageDamaged, linkParted
    case stickLate, stickHalfCopied
    case processKilled, powerCut, writeFailedBefore, writeFailedAfter, diskFull
    case logsRestored, diskRestored, headsLost, diskCopied
    case secondHistory
    case clockSkewed, clockJumped, clockDecadeOff
    case unknownKind, unreadableEntry, badLog
    case keyRotated, keyStolen, nodeRevoked
}

/// Situations that simulations must reach now and then; one that no seed reaches tests nothing.
public enum SometimesPoint: String, Sendable, CaseIterable, Hashable {
    case actRecorded, actWithoutAuthorityRecorded, actRefusedWithoutCompetence
    case sanctionSeenElsewhere, resumptionRecorded, withdrawalRecorded, delegationUsed
    case recognitionUsed, recordedWhileOffline, caseRecorded
    case diedBetweenStageAndHead, diedBetweenHeadAndPublish, recoveredByReopening
    case entriesFetchedBack, epochReplaced, lostEntriesGivenUp
    case askedPeersBeforeSigning
    case fetchedByTiles, pushedToPeer, damagedMessageRefused, stickImported
    case forkProved, forkSeenByAll, clockRefused, futureStampNoticed
    case heartbeatByStick, payloadOpened, epochClosed, cutOffRecordedAgain
    case unknownRestrictiveObeyed, unreadableEntryKept, badLogPassedBy
    case digestsCompared, freshnessClaimed, snapshotUsed, rebuiltEqual
    case sessionRefusedForItsKey, oldKeyRefused, oldKeyEpochClosed, oldKeyRestored
    case forkSettled, closedLogForked, shownAsHeld
}
