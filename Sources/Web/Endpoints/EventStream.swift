import Designation
import HTTPTypes
import Hummingbird
import NIOCore

/// Server-sent events of a propagation board: the board at once, then whenever it changed, until it
/// is complete or the client leaves.
enum EventStream {
    static func boards(
        first: PropagationBoard, backend: some RegistryBackend, _ event: EventName,
        _ channel: any Channel
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "no-store"
        let body = ResponseBody { writer in
            try await writer.write(message("board", RegistryJSON.board(first)))
            let changes = ClientPresence.whileConnected(channel, backend.propagationChanges(event))
            for await board in changes {
                try await writer.write(message("board", RegistryJSON.board(board)))
            }
            try Task.checkCancellation()
            // Tells the page not to connect again: nothing more will come.
            try await writer.write(ByteBuffer(string: "event: complete\ndata: {}\n\n"))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private static func message(_ name: String, _ json: JSONWriter) -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: \(name)\ndata: ")
        buffer.writeBytes(json.bytes)
        buffer.writeString("\n\n")
        return buffer
    }
}
