import HTTPTypes
import Hummingbird
import Messages
import TransparencyLog

/// A paper of a case, opened, for whoever may read cases: the same for pages and programs.
enum CaseAttachmentAnswer {
    /// Types that a browser shows by itself and that can run nothing of this node.
    private static let shown: Set<String> = [
        "application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "text/plain",
    ]

    /// - Parameter prefix: of the address, up to the case.
    /// - Throws: ``WebFailure/notFound(_:)`` where there is none or it has not come yet.
    static func response<Backend: WebBackend>(
        to request: Request, below prefix: String, _ backend: Backend
    ) async throws -> Response {
        let parts = (Query.path(of: request.uri, below: prefix) ?? "")
            .split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "papers",
            let id = CaseworkParameters.caseID(String(parts[0])),
            let hash = TreeHash(hex: String(parts[2])),
            let found = try await backend.caseAttachment(hash, of: id)
        else {
            throw WebFailure.notFound(
                "The case has no such paper that this node can open, or it has not come here yet.")
        }
        let range = try ByteRange(
            header: request.headers[.range], byteCount: found.bytes.count)
        let type = found.attachment.mediaType
        var response = Responses.bytes(
            range.map { Array(found.bytes[$0.range]) } ?? found.bytes,
            type: type == "text/plain" ? "text/plain; charset=utf-8" : type,
            status: range == nil ? 200 : 206, cache: "private, no-store")
        let manner = shown.contains(type) ? "inline" : "attachment"
        Responses.add(
            [
                ("accept-ranges", "bytes"), ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),
                (
                    "content-disposition",
                    "\(manner); filename*=UTF-8''\(encoded(found.attachment.name))"
                ),
            ], to: &response)
        // A browser's own viewer of such files does not work in a sandbox, and needs none.
        if type != "application/pdf" {
            Responses.add(
                [("content-security-policy", "default-src 'none'; sandbox")], to: &response)
        }
        if let range { Responses.add([("content-range", range.header)], to: &response) }
        return response
    }

    /// Percent-encoded (RFC 8187).
    private static func encoded(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = name.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                [byte]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
