import Designation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TransparencyLog

@testable import Web

@Suite struct ReadPathTests {
    private let log = "/log/\(FakeRegistry.signing.origin)"
    private let session = "00112233445566ff"

    private func get(
        _ uri: String, _ headers: [(String, String)] = [], _ backend: FakeBackend
    ) async throws -> TestResponse {
        var fields = HTTPFields()
        for (name, value) in headers {
            let name = try #require(HTTPField.Name(name))
            fields[name] = value
        }
        let given = fields
        return try await withWeb(backend) {
            try await $0.execute(uri: uri, method: .get, headers: given)
        }
    }

    @Test func checkpointsAreFreshAndFullTilesAreKept() async throws {
        let backend = try FakeBackend()
        let note = try await get("\(log)/checkpoint", [("s", session)], backend)
        #expect(note.text == "note\n")
        #expect(note.header("cache-control") == "no-cache")
        let tile = try await get("\(log)/tile/0/x001/234", [], backend)
        #expect(tile.bytes == [1, 2, 3])
        #expect(tile.header("cache-control")?.contains("immutable") == true)
        let origin = FakeRegistry.signing.origin
        #expect(
            backend.calls == [
                "\(origin) checkpoint gzip:false s:\(session)",
                "\(origin) tile/0/x001/234 gzip:false s:-",
            ])
    }

    @Test func bundlesTravelCompressedToThoseWhoTakeIt() async throws {
        let backend = try FakeBackend()
        let packed = try await get(
            "\(log)/tile/entries/000", [("accept-encoding", "br, gzip;q=0.5")], backend)
        #expect(packed.header("content-encoding") == "gzip")
        #expect(packed.header("vary") == "accept-encoding")
        let plain = try await get(
            "\(log)/tile/entries/000", [("accept-encoding", "gzip;q=0")], backend)
        #expect(plain.header("content-encoding") == nil)
        #expect(plain.bytes == [0, 1, 65])
    }

    @Test(arguments: [
        "/log/checkpoint", "/log/", "/log/x/tile/8/000", "/log/x/tile/0/0", "/log/a%20b/checkpoint",
        "/log/x/tile/0/../../checkpoint", "/log/x/other", "/log/unknown/checkpoint",
        "/log/%ff/vkey",
    ])
    func whatIsNotThereIs404(_ uri: String) async throws {
        #expect(try await get(uri, [], try FakeBackend()).status == .notFound)
    }

    @Test func unreadableStreamsAre403() async throws {
        let response = try await get("\(log)/vkey", [], try FakeBackend())
        #expect(response.status == .forbidden)
        #expect(response.header("content-type") == "application/problem+json")
    }

    // MARK: Blobs

    private let blob = "/blob/" + String(repeating: "ab", count: 32)

    @Test func blobsCanBeResumed() async throws {
        let backend = try FakeBackend()
        let whole = try await get(blob, [("s", session)], backend)
        #expect(whole.bytes == Array(0..<100))
        #expect(whole.header("accept-ranges") == "bytes")
        let tag = try #require(whole.header("etag"))
        let rest = try await get(
            blob, [("s", session), ("range", "bytes=40-"), ("if-range", tag)], backend)
        #expect(rest.status == .partialContent)
        #expect(rest.bytes == Array(40..<100))
        #expect(rest.header("content-range") == "bytes 40-99/100")
        let other = try await get(
            blob, [("s", session), ("range", "bytes=40-"), ("if-range", "\"x\"")], backend)
        #expect(other.status == .ok)
        let beyond = try await get(blob, [("s", session), ("range", "bytes=100-")], backend)
        #expect(beyond.status == .rangeNotSatisfiable)
        #expect(beyond.header("content-range") == "bytes */100")
    }

    @Test func blobsAreGuardedAndNamedExactly() async throws {
        let backend = try FakeBackend()
        #expect(try await get(blob, [], backend).status == .forbidden)
        #expect(try await get(blob, [("s", "short")], backend).status == .forbidden)
        #expect(try await get("/blob/xyz", [("s", session)], backend).status == .badRequest)
        let missing = "/blob/" + String(repeating: "00", count: 32)
        #expect(try await get(missing, [("s", session)], backend).status == .notFound)
    }

    @Test func rangesFollowTheStandard() throws {
        func range(_ header: String) throws -> Range<Int>? {
            try ByteRange(header: header, byteCount: 10)?.range
        }
        #expect(try range("bytes=0-0") == 0..<1)
        #expect(try range("bytes=3-") == 3..<10)
        #expect(try range("bytes=-4") == 6..<10)
        #expect(try range("bytes=-40") == 0..<10)
        for ignored in ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "bytes=+1-2"] {
            #expect(try range(ignored) == nil, "\(ignored)")
        }
        for bad in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            #expect(throws: WebFailure.rangeNotSatisfiable(byteCount: 10)) { try range(bad) }
        }
    }

    @Test func originsMayHoldWhateverAnOriginMayHold() throws {
        let (origin, resource) = try #require(
            LogEndpoints<FakeBackend>.split("a/tile/b/tile/0/000"))
        #expect(origin.text == "a/tile/b")
        #expect(resource.path == "tile/0/000")
    }
}
