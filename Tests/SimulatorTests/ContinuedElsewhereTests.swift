import Designation
import Testing
import TransparencyLog

@testable import Federation
@testable import Simulator

/// Somebody with a copy of a node's keys writes on in its log (protocol §4.4).
@Suite("A log that goes on elsewhere")
struct ContinuedElsewhereTests {
    @Test("The node that is running says so, and takes the entries as what its key signed")
    func copiedKey() throws {
        let wires = Wires()
        let begun = try wires.begin()
        let (author, origin) = (begun.author, begun.origin)
        #expect(author.replica.drainContinuedElsewhere().isEmpty)
        try wires.disconnect("220000", from: "root")

        let copy = Wires.disk()
        copy.replace { $0 = begun.disk.live }
        let thief = try wires.start("220000", on: copy, entropy: 3)
        try wires.connect("220000", to: "root")
        _ = try wires.suspend(thief, cause: "two")
        try wires.settle()
        try wires.disconnect("220000", from: "root")

        wires.nodes["220000"] = author
        try wires.connect("220000", to: "root")
        try wires.settle()
        #expect(author.replica.drainContinuedElsewhere().contains(origin))
        #expect(author.replica.drainContinuedElsewhere().isEmpty, "It is said once.")
        #expect(author.replica.registry.applied(origin) == 3)
    }
}
