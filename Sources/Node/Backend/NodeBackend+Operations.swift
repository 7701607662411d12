import Designation
import Federation
import Glibc
import Messages
import Synchronization
import TransparencyLog
public import Web

/// Health and local commands.
extension NodeBackend {
    /// Below this the node says so before a write fails.
    private static let freeByteCount: UInt64 = 64 << 20

    public func federation() -> FederationNote {
        let anchor = registry.anchor
        // Losing the error is right: the anchor was read from such a file.
        let text = (try? anchor.encoded()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return FederationNote(
            node: core.name, federation: anchor.federationID, fingerprint: anchor.fingerprint,
            anchor: text)
    }

    public func readiness() async -> Readiness {
        // A wrong clock comes first: sessions, recording and heartbeats fail because of it, with names of
        // their own.
        let clockFault = await core.clockFault
        var problems: [Message] = clockFault.map { [$0] } ?? []
        let trouble = await core.trouble.sorted { $0.key < $1.key }.map(\.value)
        problems += trouble.filter { $0 != clockFault }
        if directory.anchor.rootNode != core.name, directory.node(named: core.name) == nil {
            problems.append(ReplicaError.notEnrolled.message)
        }
        switch await core.recordingState {
        case .ready: break
        case .mustAskPeers where clockFault != nil: break
        case .mustAskPeers:
            problems.append(
                "Nothing can be recorded yet: peers are being asked for newer entries of this node."
            )
        case .recovering(let streams):
            problems.append(
                "Own entries (\(streams.map(\.rawValue))) are being "
                    + "fetched back from peers; recording goes on by itself afterwards.")
        }
        if registry.isDamaged {
            problems.append(RebuildCommand.damaged)
        }
        if directory.foldEdition > registry.knownFoldEdition {
            problems.append(
                "Fold edition \(directory.foldEdition) is in force; install newer software.")
        }
        if let free = DiskSpace.free(at: service.folder.path), free < Self.freeByteCount {
            problems.append("The disk is nearly full (\(free >> 20) MiB free); free some space.")
        }
        problems += await core.alarms
        let isReady = problems.isEmpty
        // Whose clock is wrong is not known.
        problems += await core.clockDoubts.sorted { $0.key < $1.key }.map(\.value)
        // It hinders nothing and stays in the log for good, so it does not make a node unready.
        let vain = directory.problems(of: core.name).count(where: \.reason.takesEffect)
        if vain > 0 {
            problems.append(
                "\(vain) directory acts of this node have no effect; `dingdian peers` lists them.")
        }
        // The node goes on without them, and somebody must know.
        for (origin, missing) in await core.entriesGivenUp() {
            problems.append(
                "Entries \(missing.lowerBound)..<\(missing.upperBound) of \(origin.text) were recorded here and "
                    + "are lost as far as known: a restored copy lacks them and no peer that answered has them. "
                    + "Import the old data folder's export, or a stick that took them; or record them anew."
            )
        }
        return Readiness(isReady: isReady, problems: problems)
    }

    public func control(_ body: [UInt8], token: String) async -> SyncReply {
        guard isEqualInConstantTime(token, service.control.token) else {
            return SyncReply(status: 401)
        }
        guard let host = service.localCommands.host else { return SyncReply(status: 404) }
        return SyncReply(status: 200, body: await host.run(body))
    }
}

/// Free bytes of the file system, for users that are not root.
enum DiskSpace {
    static func free(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let (bytes, isOver) = UInt64(status.f_bavail).multipliedReportingOverflow(
            by: UInt64(status.f_frsize))
        return isOver ? .max : bytes
    }
}
