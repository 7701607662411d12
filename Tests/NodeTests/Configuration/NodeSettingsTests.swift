import Messages
import Storage
import Testing
import Web

@testable import Node

@Suite("Settings of a node")
struct NodeSettingsTests {
    private let folder = TestFolder()

    private func read(_ text: String) throws -> NodeSettings {
        let path = folder.path + "/node.yaml"
        try FileSystem.writeDurably(Array(text.utf8), to: path)
        return try NodeSettings.read(path)
    }

    @Test("What is written is read")
    func roundTrip() throws {
        let settings = NodeSettings(
            node: "220000", port: 8_001, peers: [.init(node: "root", url: "https://root.example")],
            hasPublicLogs: true, receiveBytesPerSecond: 9,
            rates: RequestRates(perAddress: 0, pagesPerAddress: 7, perSession: 5),
            proxy: "10.0.0.9")
        #expect(try read(settings.yaml) == settings)
    }

    @Test("A peer's address that nobody could call is refused with what to write")
    func peers() throws {
        for url in [
            "ftp://x", "host:7400", "https://", "https://a b", "https://h/?x", "https://u@h",
        ] {
            let error = #expect(throws: ConfigurationError.self, "\(url)") {
                try read("node: \"220000\"\nport: 1\npeers: [{node: root, url: \"\(url)\"}]\n")
            }
            #expect(error?.description.contains("https://host:7400") == true, "\(url)")
        }
    }

    @Test(
        "A host is an address or a name, whatever else is refused with its line",
        arguments: [
            ("127.0.0.1", true), ("0.0.0.0", true), ("\"::1\"", true), ("localhost", true),
            ("node-1.example", true), ("999.1.1.1", false), ("1.2.3", false), ("\"8001\"", false),
            ("\"a b\"", false), ("http://x", false),
        ])
    func hosts(host: String, isGood: Bool) throws {
        let text = "node: \"220000\"\nport: 1\nhost: \(host)\n"
        guard !isGood else {
            _ = try read(text)
            return
        }
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.line == 3)
        #expect(error?.message.english.contains("an IP address or a host's name") == true)
    }

    @Test("A host that is none of this machine is named, without words of other software")
    func foreignHost() {
        // RFC 6761: no name below `invalid` has an address.
        for host in ["nowhere.invalid", "192.0.2.1"] {
            let error = #expect(throws: CommandFailure.self) {
                try ListeningPort.check(host: host, port: 40_009)
            }
            #expect(error?.message.english.contains("\(host) of the settings") == true)
        }
    }

    @Test("YAML that is too deep is refused in words, not in names of functions")
    func depth() {
        let deep = String(repeating: "[", count: 20_000)
        let error = #expect(throws: ConfigurationError.self) {
            try read("node: \"220000\"\nport: 1\nregisters: \(deep)\n")
        }
        #expect(error?.message.english.contains("too deep") == true, "\(String(describing: error))")
        #expect(error?.message.isComplete == true)
    }

    @Test("Rates that nobody sets are the usual ones, and impossible ones are refused")
    func rates() throws {
        let usual = try read("node: \"220000\"\nport: 1\n")
        #expect(usual.rates == RequestRates())
        #expect(usual.proxy == nil)
        for line in ["requests-per-address: -1", "pages-per-address: many", "proxy: here"] {
            #expect(throws: ConfigurationError.self, "\(line)") {
                try read("node: \"220000\"\nport: 1\n\(line)\n")
            }
        }
    }
}
