import Designation
import Federation
import GRDB
import Testing
import TransparencyLog

@testable import Storage

@Suite struct DerivedDatabaseTests {
    let folder = TemporaryFolder()

    private func institution(_ number: Int, region: String = "222401") throws -> InstitutionID {
        let issuer = try #require(RegionCode(region))
        return try #require(
            InstitutionID(
                scheme: .practiceLicence, issuer: issuer, number: "PDY\(1_000 + number)"))
    }

    private func row(_ number: Int, name: String = "演示医院", region: String = "222401") throws
        -> DossierRow
    {
        DossierRow(
            institution: try institution(number, region: region),
            facts: [UInt8](repeating: UInt8(number & 255), count: number * 3),
            standings: (0..<number % 4).map { [UInt8](repeating: UInt8($0), count: $0 * 100) },
            name: "\(name)\(number)", nationalCodes: ["H2224\(number)", "H9900\(number)"],
            place: region, type: 1)
    }

    private func snapshot(_ size: UInt64) throws -> DerivedSnapshot {
        DerivedSnapshot(
            applied: [try Origin("a"): size, try Origin("b"): 7], registry: [1, UInt8(size)])
    }

    @Test func rowsAndSnapshotComeBackTogether() throws {
        do {
            let store = try DerivedDatabase(path: folder.derived)
            #expect(try store.snapshot() == nil)
            #expect(try store.institutionCount() == 0)
            try store.save([try row(2), try row(1), try row(3)], snapshot: try snapshot(5))
            var changed = try row(2)
            changed.standings = [[9]]
            changed.name = "改名"
            var next = try snapshot(6)
            next.applied[try Origin("b")] = nil
            try store.save([changed], snapshot: next)
        }
        let store = try DerivedDatabase(path: folder.derived)
        var changed = try row(2)
        changed.standings = [[9]]
        changed.name = "改名"
        #expect(try store.dossier(try institution(2)) == changed)
        #expect(try store.dossier(try institution(3)) == (try row(3)))
        #expect(try store.dossier(try institution(4)) == nil)
        #expect(try store.institutionCount() == 3)
        #expect(try store.snapshot()?.applied == [try Origin("a"): 6])
        #expect(try store.snapshot()?.registry == [1, 6])
    }

    @Test func walkingMeetsEachInstitutionOnceInOrder() throws {
        let store = try DerivedDatabase(path: folder.derived)
        // Regions of which one text begins with the other sort by the parts, not by the whole.
        let rows = try ["2224", "222401", "2224-A", "9"].flatMap { region in
            try (0..<30).map { try row($0, region: region) }
        }
        try store.save(rows.shuffledByPosition(), snapshot: try snapshot(1))
        var walked: [InstitutionID] = []
        while true {
            let next = try store.dossiers(after: walked.last, limit: 7)
            if next.isEmpty { break }
            walked += next.map(\.institution)
        }
        #expect(walked == rows.map(\.institution).sorted())
        #expect(try store.dossiers(after: nil, limit: 0).isEmpty)
    }

    @Test func findingByNameCodeAndNumber() throws {
        let store = try DerivedDatabase(path: folder.derived)
        try store.save(
            [
                try row(1, name: "延吉市演示医院"), try row(2, name: "演示药店%_"),
                try row(23, name: "ABC演示"),
            ], snapshot: try snapshot(1))
        func found(_ text: String, limit: Int = 10) throws -> [InstitutionID] {
            try store.find(text, limit: limit)
        }
        let all = try [1, 2, 23].map { try institution($0) }
        #expect(try found("医院") == [all[0]])
        #expect(try found("演示") == [all[1], all[0], all[2]])
        #expect(try found("演示", limit: 1) == [all[1]])
        #expect(try found("　药店 ") == [all[1]])
        #expect(try found("%") == [all[1]])
        #expect(try found("abc") == [all[2]])
        #expect(try found("H22242") == [all[1], all[2]])
        #expect(try found("pdy-1002") == [all[1]])
        #expect(try found("ＰＤＹ１０") == all)
        #expect(try found("DY10").isEmpty)
        #expect(try found("").isEmpty)
        #expect(try found("'; DROP TABLE finder; --").isEmpty)
    }

    @Test func anInterruptedSaveKeepsTheOldRowsAndSnapshot() throws {
        let store = try DerivedDatabase(path: folder.derived)
        try store.save([try row(1)], snapshot: try snapshot(1))
        try store.file.pool.writeWithoutTransaction { database in
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(used)")
        }
        #expect(throws: StorageError.diskFull(path: folder.derived)) {
            try store.save(try (1..<400).map { try row($0) }, snapshot: try snapshot(2))
        }
        #expect(try store.institutionCount() == 1)
        #expect(try store.snapshot() == (try snapshot(1)))
    }

    @Test func erasingBeginsAnew() throws {
        let store = try DerivedDatabase(path: folder.derived)
        try store.save([try row(1)], snapshot: try snapshot(1))
        try store.erase()
        #expect(try store.snapshot() == nil)
        #expect(try store.institutionCount() == 0)
        try store.save([try row(2)], snapshot: try snapshot(2))
        #expect(try store.dossier(try institution(2)) == (try row(2)))
    }

    @Test func aDamagedFileIsErasedAndItIsSaid() throws {
        try FileSystem.writeDurably([UInt8](repeating: 1, count: 9_000), to: folder.derived)
        #expect(throws: StorageError.corrupt(path: folder.derived)) {
            try DerivedDatabase(path: folder.derived)
        }
        let (store, erased) = try DerivedDatabase.openOrErase(path: folder.derived)
        #expect(erased == .corrupt(path: folder.derived))
        try store.save([try row(1)], snapshot: try snapshot(1))
        #expect(try store.institutionCount() == 1)
    }

    /// Damage that shows itself while the store is open.
    @Test func damageWhileRunningIsReportedAndErasable() throws {
        do {
            let store = try DerivedDatabase(path: folder.derived)
            try store.save(try (1..<400).map { try row($0) }, snapshot: try snapshot(2))
            try store.close()
        }
        let size = try #require(FileSystem.byteCount(folder.derived))
        for page in 2..<size / 8_192 {
            TemporaryFolder.overwrite(
                folder.derived, at: page * 8_192, with: [UInt8](repeating: 0x5A, count: 8_192))
        }
        let store = try DerivedDatabase(path: folder.derived)
        #expect(throws: StorageError.corrupt(path: folder.derived)) {
            _ = try store.dossiers(after: nil, limit: 1_000)
        }
        try store.erase()
        #expect(try store.institutionCount() == 0)
        try store.save([try row(1)], snapshot: try snapshot(1))
        #expect(try store.dossier(try institution(1)) == (try row(1)))
        #expect(throws: StorageError.inUse(path: folder.derived)) {
            try DerivedDatabase(path: folder.derived)
        }
    }
}

extension Array {
    /// A fixed disorder.
    fileprivate func shuffledByPosition() -> [Element] {
        indices.sorted { ($0 &* 7_919) % 101 < ($1 &* 7_919) % 101 }.map { self[$0] }
    }
}
