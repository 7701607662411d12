import Designation
import Dispatch
import Federation
import Synchronization
import Testing
import TransparencyLog

@testable import Storage

/// A node ends while it is asked: whoever reads then is told so.
@Suite("A store that closes while it is read")
struct ClosingTests {
    let folder = TemporaryFolder()

    private func institution(_ number: Int) throws -> InstitutionID {
        let issuer = try #require(RegionCode("222401"))
        return try #require(
            InstitutionID(scheme: .practiceLicence, issuer: issuer, number: "PDY\(1_000 + number)"))
    }

    @Test(
        "Readers get an error, the process goes on, and what was saved is there",
        arguments: 0..<150)
    func readersAreToldSo(round: Int) throws {
        let store = try DerivedDatabase(path: folder.derived)
        let asked = try institution(7)
        let row = DossierRow(
            institution: asked, facts: [1, 2, 3], standings: [], name: "演示医院", nationalCodes: [],
            place: "222401", type: 1)
        try store.save([row], snapshot: DerivedSnapshot(applied: [:], registry: [1]))
        let refusals = Mutex<[any Error]>([])
        let closings = Mutex(0)
        let wrongAnswers = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 4) { number in
            if number == 0 {
                // Losing the error is right: that the store did not close is seen below.
                for _ in 0..<round { _ = try? store.dossier(asked) }
                if (try? store.close()) != nil { closings.withLock { $0 += 1 } }
                return
            }
            do {
                while true {
                    if try store.dossier(asked) != row { wrongAnswers.withLock { $0 += 1 } }
                }
            } catch {
                refusals.withLock { $0.append(error) }
            }
        }
        #expect(closings.withLock { $0 } == 1)
        #expect(wrongAnswers.withLock { $0 } == 0)
        let told = refusals.withLock { $0 }
        #expect(told.count == 3 && told.allSatisfy { $0 is StorageError }, "\(told)")
        store.releaseMemory()
        try store.close()
        let again = try DerivedDatabase(path: folder.derived)
        #expect(try again.dossier(asked) == row)
    }
}
