import HTTPTypes
import Hummingbird
import Messages

/// The few forms in which the server answers.
enum Responses {
    static func json(_ writer: JSONWriter, status: Int = 200) -> Response {
        guard status == 200 else {
            return bytes(writer.bytes, type: "application/json", status: status, cache: "no-store")
        }
        return Response(
            status: .ok, headers: jsonHeaders,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }

    /// Made once: the hot endpoint answers thousands of times a second.
    static let jsonHeaders: HTTPFields = {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        return headers
    }()

    static func bytes(
        _ bytes: [UInt8], type: String, status: Int = 200, cache: String? = nil
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        if let cache { headers[.cacheControl] = cache }
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The answer to `/readyz`.
    static func readiness(_ readiness: Readiness) -> Response {
        var document = JSONWriter(reservingByteCount: 256)
        document.object { json in
            json.member("ready", readiness.isReady)
            json.key("problems")
            json.array(readiness.problems) { $0.string($1.line) }
        }
        return json(document, status: readiness.isReady ? 200 : 503)
    }

    static func problem(_ failure: WebFailure) -> Response {
        var json = JSONWriter(reservingByteCount: 256)
        failure.write(to: &json)
        var response = bytes(
            json.bytes, type: "application/problem+json", status: failure.status,
            cache: "no-store")
        add(failure.headers, to: &response)
        return response
    }

    static func add(_ headers: [(name: String, value: String)], to response: inout Response) {
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            response.headers[name] = value
        }
    }

    /// An answer between nodes: nothing but the body, because idle polls are counted in bytes. A refusal
    /// without a message of its own says why, for whoever looks at it by hand; nodes go by the status.
    static func sync(_ reply: SyncReply) -> Response {
        if reply.body.isEmpty, let failure = refusal(reply.status) { return problem(failure) }
        let status = HTTPResponse.Status(code: reply.status)
        guard !reply.body.isEmpty else { return Response(status: status) }
        return Response(
            status: status, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }

    private static func refusal(_ status: Int) -> WebFailure? {
        switch status {
        case 400: .badRequest("The message cannot be read; both nodes need software that fits.")
        case 401: .unauthorized("The session is not or no longer known; open another one.")
        case 403: .forbidden("The directory gives this node no right to that.")
        case 404: .notFound("There is no such thing here.")
        default: nil
        }
    }
}

extension Request {
    /// The whole body, refused as soon as it is known to exceed the limit.
    ///
    /// - Throws: ``WebFailure/tooLarge(limitByteCount:)``.
    func bytes(atMost limit: Int) async throws -> [UInt8] {
        if let announced = headers[.contentLength].flatMap({ plainDecimal($0) }),
            announced > UInt64(limit)
        {
            throw WebFailure.tooLarge(limitByteCount: limit)
        }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else {
                throw WebFailure.tooLarge(limitByteCount: limit)
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// See `HTTPRequest.session`.
    var session: String? { head.session }
}

extension HTTPRequest {
    /// The session id of the sync dialogue: 16 lower-case hexadecimal digits in the `s` header.
    /// Anything else counts as none.
    var session: String? {
        guard let name = HTTPField.Name("s"), let value = headerFields[name],
            value.utf8.count == 16, value.utf8.allSatisfy(Self.isHexDigit)
        else { return nil }
        return value
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
