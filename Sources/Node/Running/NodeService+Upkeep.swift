import CMemory
import Federation
import Messages
import Storage
import Synchronization

/// What a running node does by itself, and the saving of what it derived.
extension NodeService {
    func keepHouse(_ marks: MarkDesk) async {
        var round = 0
        var pace = ApplyPace()
        var nextDigest = 20
        var nextBeat = 10
        while !Task.isCancelled {
            await core.tick()
            // None is signed before peers were asked: then soon, not in five minutes.
            if round >= nextBeat {
                let isSigned = await core.beat()
                nextBeat = round + (isSigned ? 1_500 : 25)
            }
            if round % 10 == 5 {
                pace.look(core.registry)
                await save(minimumFacts: pace.isDue ? 1 : ApplyPace.unsavedLimit)
                if pace.isDue, round >= nextDigest {
                    await core.publishDigests()
                    nextDigest = round + 25
                }
                if pace.isDue, owesMemory.exchange(false, ordering: .relaxed) { returnMemory() }
            }
            if round % 50 == 45 { await core.superviseRecovery() }
            if round % 25 == 15 {
                await core.probeTrouble()
                control.writeIfMissing()
            }
            if round % 10 == 8 { await blobs.run() }
            if round % 50 == 30 { await shell.tellNews(to: await core.connectedPeers) }
            if round % 3_000 == 600 { await marks.askAgain(now: core.clock()) }
            round += 1
            // Losing the error is right: a cancelled pause ends the loop.
            try? await Task.sleep(for: .milliseconds(200))
        }
        await save(minimumFacts: 1)
    }

    /// Saves derived data; what is not saved is folded again from the logs at the next start.
    public func save(minimumFacts: Int) async {
        guard await core.lacksSave(of: minimumFacts) else { return }
        // What is stale is folded here, so that the writer need not.
        core.registry.foldResident()
        guard let (rows, snapshot) = await core.unsaved(minimumFacts: minimumFacts) else { return }
        do {
            try derived.save(rows, snapshot: snapshot)
            core.registry.markSaved(rows)
            if rows.count >= Self.rushRowCount {
                returnMemory()
                // A rush has an end: sessions, digests and the last folds come after its save.
                owesMemory.store(true, ordering: .relaxed)
            }
            await core.noteSave(problem: nil)
        } catch {
            logger.say("Derived data could not be saved: \(error)")
            await core.noteSave(
                problem: "Derived data could not be saved (\(error)); answers stay right, but the "
                    + "next start takes longer. Free some space; it is tried again.")
        }
    }

    private static let rushRowCount = 1_000

    /// After a rush has been saved, what it needed is given back to the system: a field office shares
    /// a small machine with other programs.
    private func returnMemory() {
        logs.releaseMemory()
        derived.releaseMemory()
        malloc_trim(0)
    }
}
