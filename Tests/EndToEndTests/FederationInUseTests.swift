import Foundation
import Glibc
import Testing

/// A federation's data that somebody is running already.
@Suite("A federation in use")
struct FederationInUseTests {
    @Test("A second start, on whatever ports, changes nothing and says why")
    func second() throws {
        let folder = try TestFolder()
        let held = open(folder.path + "/.lock", O_RDWR | O_CREAT, 0o600)
        defer { close(held) }
        #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
        let nodes = TidyTests.root.appendingPathComponent("nodes").path
        for command in [["up", nodes], ["demo", nodes, "--once"]] {
            let second = try Program.run(
                command + [
                    "--data", folder.path, "--base-port", "\(try FreePorts.base(count: 300))",
                ])
            #expect(second.status == 1)
            #expect(second.error.contains("another process"), "\(second.error)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path) == [".lock"])
        }
    }
}
