import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// A node that is dialled cannot ask for attachments that it lost (protocol §5.9).
@Suite("Attachments that a dialled peer has")
struct AttachmentsGivenTests {
    @Test("They are handed in once, and again to a peer that was restored")
    func again() throws {
        let wires = Wires()
        let disk = Wires.disk()
        try wires.found(disk)
        let author = try wires.start("220000", on: Wires.disk(), entropy: 2)
        try wires.connect("220000", to: "root")
        let backup = disk.live
        let name = TreeHash.sha256([1])
        author.hasAttachment(name, at: "root")
        _ = try wires.suspend(author, cause: "one")
        try wires.settle()
        // News of a peer that goes on running are no reason.
        #expect(author.attachments(at: "root") == [name])
        #expect(author.attachments(at: "320000").isEmpty)
        disk.replace { $0.logs = backup.logs }
        try wires.start("root", on: disk, entropy: 5)
        try wires.settle()
        #expect(author.attachments(at: "root").isEmpty)
    }
}
