import Designation
import Federation
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
}
