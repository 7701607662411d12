import Testing
import TransparencyLog

@testable import Storage

@Suite struct HeadDatabaseTests {
    let folder = TemporaryFolder()

    @Test func itIsNeverMadeSilently() throws {
        #expect(throws: StorageError.headStoreMissing(path: folder.heads)) {
            try HeadDatabase(path: folder.heads, createIfMissing: false)
        }
        #expect(throws: StorageError.headStoreMissing(path: folder.heads)) {
            try HeadDatabase(path: folder.heads, createIfMissing: true, access: .reader)
        }
        // A refusal leaves nothing behind that a later start could take for a head store.
        #expect(FileSystem.byteCount(folder.heads) == nil)
        let made = try HeadDatabase(path: folder.heads, createIfMissing: true)
        #expect(try made.allHeads().isEmpty)
        try FileSystem.writeDurably([], to: folder.file("empty.sqlite"))
        #expect(throws: StorageError.corrupt(path: folder.file("empty.sqlite"))) {
            try HeadDatabase(path: folder.file("empty.sqlite"), createIfMissing: true)
        }
    }

    @Test func openingItAgainKeepsItsHeads() throws {
        let origin = try Origin("test/n1/register/aa")
        let head = Head(note: [1], machineMark: [2])
        do {
            let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
            try heads.swap(origin, from: nil, to: head)
        }
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        #expect(try heads.allHeads() == [origin: head])
    }

    @Test func aSwapFromAnythingButTheCurrentHeadConflicts() throws {
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        let origin = try Origin("test/n1/register/aa")
        let one = Head(note: [1], machineMark: [7])
        let two = Head(note: [2], machineMark: [7])
        #expect(throws: HeadConflict.self) { try heads.swap(origin, from: one, to: two) }
        #expect(try heads.head(origin) == nil)
        try heads.swap(origin, from: nil, to: one)
        #expect(throws: HeadConflict.self) { try heads.swap(origin, from: nil, to: two) }
        #expect(throws: HeadConflict.self) { try heads.swap(origin, from: two, to: one) }
        // The same note from another machine is another head.
        let moved = Head(note: [1], machineMark: [8])
        #expect(throws: HeadConflict.self) { try heads.swap(origin, from: moved, to: two) }
        #expect(try heads.head(origin) == one)
        try heads.swap(origin, from: one, to: two)
        #expect(try heads.head(origin) == two)
        #expect(try heads.head(Origin("test/n1/register/ab")) == nil)
    }

    @Test func oneOfManyConcurrentSwapsWins() async throws {
        let heads = try HeadDatabase(path: folder.heads, createIfMissing: true)
        let origin = try Origin("test/n1/register/aa")
        let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<16 as Range<UInt8> {
                group.addTask {
                    do {
                        try heads.swap(
                            origin, from: nil, to: Head(note: [number], machineMark: []))
                        return true
                    } catch is HeadConflict {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test func theMarkStaysOnAMachineAndDiffersForACopy() throws {
        let other = TemporaryFolder()
        try FileSystem.writeDurably(Array("0123abcd\n".utf8), to: folder.file("id"))
        try FileSystem.writeDurably(Array("4567cdef\n".utf8), to: folder.file("id2"))
        func mark(_ data: TemporaryFolder, _ id: String) throws -> MachineMark {
            try MachineMark.read(dataFolder: data.path, machineIDPath: folder.file(id))
        }
        let here = try mark(folder, "id")
        #expect(here.bytes.count == 32)
        #expect(here.hasMachineID)
        #expect(try mark(folder, "id") == here)
        #expect(try mark(folder, "id2") != here)
        #expect(try mark(other, "id") != here)
        let bare = try mark(folder, "missing")
        #expect(!bare.hasMachineID)
        #expect(try mark(folder, "missing") == bare)
        #expect(throws: StorageError.cannotOpen(path: folder.file("nowhere"))) {
            try MachineMark.read(dataFolder: folder.file("nowhere"))
        }
    }
}
