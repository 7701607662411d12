import Designation
import Federation
import Messages
import Storage
import Testing
import TransparencyLog
import Web

@testable import Node

@Suite("Backend: blobs handed in")
struct BackendBlobTests {
    @Test("A blob is kept only when a case of this node's chain names it, and for members only")
    func keeping() async throws {
        let world = try await BackendWorld()
        let event = try await world.accept()
        let sealed = try #require(try world.service.logs.blob(event.payload))
        try world.service.logs.eraseBlob(event.payload)
        let session = try await world.session(of: BackendWorld.province, at: world.backend)
        let caller = Caller(session: session)
        await #expect(throws: WebFailure.self) {
            try await world.backend.keepBlob(sealed, caller: Caller(session: nil))
        }
        await #expect(throws: WebFailure.self) {
            try await world.backend.keepBlob(Array("anything".utf8), caller: caller)
        }
        #expect(try !world.service.logs.hasBlob(event.payload))
        try await world.backend.keepBlob(sealed, caller: caller)
        #expect(try world.service.logs.hasBlob(event.payload))
    }

    @Test(
        "By pieces: one goes on where the last one ended; a wrong one is left, a wrong whole thrown away"
    )
    func pieces() async throws {
        let world = try await BackendWorld()
        let scan = SplitMix64Bytes.make(10_000, seed: 1)
        let name = TreeHash.sha256(scan)
        _ = try await world.accept(attachment: name)
        let session = try await world.session(of: BackendWorld.province, at: world.backend)
        func give(
            _ range: Range<Int>, of bytes: [UInt8]? = nil, isKnown: Bool = true
        ) async throws(WebFailure) -> Int? {
            try await world.backend.keepPiece(
                BlobPiece(
                    name: name, byteCount: scan.count, offset: range.lowerBound,
                    bytes: Array((bytes ?? scan)[range])),
                caller: Caller(session: isKnown ? session : nil))
        }
        await #expect(throws: WebFailure.forbidden("Open a session first.")) {
            try await give(0..<0, isKnown: false)
        }
        #expect(try await give(0..<0) == 0)
        #expect(try await give(0..<4_000) == 4_000)
        // Anything that does not begin there is left.
        for range in [0..<4_000, 3_999..<9_000, 4_001..<10_000] {
            #expect(try await give(range) == 4_000)
        }
        var wrong = scan
        wrong[9_999] ^= 1
        await #expect(
            throws: WebFailure.badRequest("The blob is not that of its name; begin anew.")
        ) {
            try await give(4_000..<10_000, of: wrong)
        }
        #expect(try !world.service.logs.hasBlob(name))
        #expect(try await give(0..<0) == 0, "nothing of it was kept")
        #expect(try await give(0..<6_000) == 6_000)
        #expect(try await give(6_000..<10_000) == nil)
        #expect(try world.service.logs.blob(name) == scan)
        #expect(try await give(0..<0) == nil, "whoever asks again has nothing to send")
        let tooLarge = AttachmentDepot.maximumByteCount
        await #expect(throws: WebFailure.self) {
            try await world.backend.keepPiece(
                BlobPiece(
                    name: TreeHash.sha256([1]), byteCount: tooLarge + 1, offset: 0, bytes: []),
                caller: Caller(session: session))
        }
    }
}
