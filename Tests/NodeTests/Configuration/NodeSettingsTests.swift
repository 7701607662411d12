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
