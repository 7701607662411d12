import Designation
import Federation
import Testing
import TransparencyLog

@Suite("Names and anchor")
struct DirectoryNamesTests {
    @Test("Origins are taken apart and put together")
    func origins() throws {
        let name = try LogName.make(
            federation: "dingdian-demo.0123456789abcdef", node: "222401.chaoyangchuan",
            stream: .casework, epochKey: EntryFixtures.key(1))
        #expect(try LogName(origin: name.origin) == name)
        #expect(name.epoch.count == 32 && name.isSigned(by: EntryFixtures.key(1)))
        #expect(!name.isSigned(by: EntryFixtures.key(2)))
    }

    @Test(
        "Other origins are refused",
        arguments: [
            "example.com/log", "a.0123456789abcdef/b/directory",
            "a/b/directory/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef/B/directory/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef/../directory/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef/b..c/directory/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef/b/letters/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef/b/directory/\(DirectoryNamesTests.epoch)0",
            "a.0123456789ABCDEF/b/directory/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef/b/directory/\(DirectoryNamesTests.epoch)/",
            "a.0123456789abcdef/-b/directory/\(DirectoryNamesTests.epoch)",
            "a.0123456789abcdef//directory/\(DirectoryNamesTests.epoch)",
        ])
    func refused(_ text: String) throws {
        let origin = try Origin(text)
        #expect(throws: NameError.self) { try LogName(origin: origin) }
    }

    @Test("The anchor file comes back; any change is refused")
    func anchor() throws {
        let anchor = try Anchor(
            federationName: "dingdian-demo", rootNode: "root",
            rootPublicKey: FederationFixture.publicKey("root"))
        let file = try anchor.encoded()
        #expect(try Anchor(parsing: file) == anchor)
        #expect(anchor.fingerprint.utf8.count == 8 * 5 + 7)
        #expect(anchor.federationID.hasPrefix("dingdian-demo."))
        for index in file.indices {
            var changed = file
            changed[index] ^= 1
            #expect(throws: AnchorError.self) { try Anchor(parsing: changed) }
        }
        for count in 0..<file.count {
            #expect(throws: AnchorError.self) { try Anchor(parsing: Array(file[..<count])) }
        }
        #expect(throws: AnchorError.malformed) { try Anchor(parsing: file + [10]) }
    }

    static let epoch = "00112233445566778899aabbccddeeff"
}
