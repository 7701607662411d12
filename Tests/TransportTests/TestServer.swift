import Glibc
import Testing
import Transport

/// The Python server of `Tests/Foreign/transport_server.py` as a child of the test process.
///
/// It ends when its standard input does, so it goes with the test process however that ends.
final class TestServer: Sendable {
    /// Ports: plain, fast, proxy, proxy that refuses everybody, TLS, TLS with client certificate.
    let port, fastPort, proxyPort, refusingProxyPort, tlsPort, mutualTLSPort: Int
    /// What the server serves under `/log` and `/blob`; holds the certificates too.
    let folder: String

    /// One for all suites; nil when it could not be started.
    private static let instance = TestServer()

    static func shared() throws -> TestServer {
        try #require(
            instance, "python3 and openssl have to be installed to run these tests")
    }

    private init?() {
        let script = Self.repositoryFolder + "/Tests/Foreign/transport_server.py"
        guard let output = Self.spawn(["python3", script]) else { return nil }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        let ports = words.dropLast().compactMap { Int($0) }
        guard ports.count == 6, let last = words.last else { return nil }
        (port, fastPort, proxyPort) = (ports[0], ports[1], ports[2])
        (refusingProxyPort, tlsPort, mutualTLSPort) = (ports[3], ports[4], ports[5])
        folder = String(last)
    }

    private static var repositoryFolder: String {
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    }

    /// Starts a program; its standard input stays open as long as this process lives.
    private static func spawn(_ arguments: [String]) -> Int32? {
        var input: [Int32] = [0, 0]
        var output: [Int32] = [0, 0]
        guard pipe(&input) == 0, pipe(&output) == 0 else { return nil }
        // Or the child would hold its own standard input open and never see its end.
        for end in input + output where fcntl(end, F_SETFD, FD_CLOEXEC) != 0 { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        guard posix_spawnp(&process, arguments[0], &actions, nil, &words, environ) == 0 else {
            return nil
        }
        close(input[0])
        close(output[1])
        return output[0]
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// A folder of its own for one test, removed with the server's.
    func makeFolder() throws -> String {
        var template = [UInt8]((folder + "/test-XXXXXX\0").utf8).map { CChar(bitPattern: $0) }
        let made = mkdtemp(&template)
        return String(cString: try #require(made))
    }

    /// A client that ignores the environment of whoever runs the tests.
    static func client(
        _ change: (inout TransportConfiguration) -> Void = { _ in }
    ) -> CurlClient {
        var configuration = TransportConfiguration()
        configuration.proxy = .none
        change(&configuration)
        return CurlClient(configuration: configuration)
    }

    /// Waits on the server until a count of its has reached a value.
    func wait(_ count: String, reaches value: Int) async throws {
        let response = try await Self.client().send(
            HTTPRequest(url: "\(url)/await/\(count)/\(value)", waitSeconds: 120))
        #expect(response.status == 200)
    }
}

/// The bytes that the server sends.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8((7 * $0 + ($0 >> 8)) & 255) }
}

/// The error that `work` throws; a recorded failure when it throws none.
func transportError<Value>(
    _ work: () async throws(TransportError) -> Value, location: SourceLocation = #_sourceLocation
) async -> TransportError? {
    do throws(TransportError) {
        _ = try await work()
        Issue.record("nothing was thrown", sourceLocation: location)
        return nil
    } catch {
        return error
    }
}

/// Plain file access for tests, beside the code under test.
enum TestFiles {
    /// Whole or not at all: tests that run side by side write the same files for the server.
    static func write(_ bytes: [UInt8], to path: String) throws {
        var template = [UInt8]((path + "XXXXXX\0").utf8).map { CChar(bitPattern: $0) }
        let file = mkstemp(&template)
        try #require(file >= 0)
        defer { close(file) }
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
        try #require(rename(template, path) == 0)
    }

    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func inode(_ path: String) -> UInt64? {
        var information = stat()
        return stat(path, &information) == 0 ? UInt64(information.st_ino) : nil
    }

    /// Makes a folder and those above it.
    static func makeFolders(_ path: String) throws {
        var made = ""
        for name in path.split(separator: "/") {
            made += "/" + name
            try #require(mkdir(made, 0o755) == 0 || errno == EEXIST)
        }
    }
}
