import CZlib
public import Messages

/// Why a gzip stream could not be made into bytes again.
public enum GzipError: Worded, Equatable, Sendable {
    /// The stream ends before its trailer: it was cut on its way.
    case truncated
    /// The header, the deflate data or the checksum is wrong.
    case damaged
    /// Bytes follow the end of the stream.
    case trailingBytes
    /// The content is larger than the caller allows.
    case tooLarge(limit: Int)
    /// The machine has no memory left for the work.
    case outOfMemory

    public var message: Message {
        switch self {
        case .truncated: "The compressed data ends too early; fetch it again."
        case .damaged: "The compressed data is damaged; fetch it again or from another source."
        case .trailingBytes:
            "Bytes follow the compressed data; fetch it again or from another source."
        case .tooLarge(let limit):
            "The compressed data expands to more than \(limit) bytes, which is not accepted."
        case .outOfMemory: "Too little memory to expand the compressed data; try again later."
        }
    }
}

/// Compression in the gzip format (RFC 1952), one member per stream.
///
/// Full bundles are kept and sent in this form. The output of ``compress(_:level:)`` carries no
/// time and no file name, so equal bytes and an equal level give equal streams with one zlib.
public enum Gzip {
    /// Deflate cannot shrink further than this (RFC 1951: a length code of 258 bytes costs two
    /// bits at best), so a trailer that claims more is a lie and earns no memory.
    private static let largestRatio = 1_032

    /// Compresses `bytes`.
    ///
    /// - Parameter level: 1 (fast) to 9 (small); values outside are brought into that range.
    /// - Precondition: fewer than 4 GiB, what zlib's counters hold; our pieces are megabytes.
    public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
        precondition(bytes.count < Int(UInt32.max) / 2, "too large a piece for one gzip stream")
        var stream = z_stream()
        let status = czlib_deflate_init_gzip(&stream, Int32(min(max(level, 1), 9)))
        // The arguments are constants, so only a machine without memory gets here; Swift's own
        // allocations would end the process in the same case.
        precondition(status == Z_OK, "zlib could not be initialised")
        defer { deflateEnd(&stream) }
        let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            bytes.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(capacity)
                let result = deflate(&stream, Z_FINISH)
                precondition(result == Z_STREAM_END, "deflateBound was too small")
                count = capacity - Int(stream.avail_out)
            }
        }
    }

    /// Expands one gzip stream.
    ///
    /// - Parameter maximumByteCount: the largest result accepted; not more than this (and one
    ///   byte) is ever allocated, whatever the stream claims.
    /// - Throws: ``GzipError`` for anything but exactly one complete stream.
    public static func decompress(
        _ bytes: [UInt8], maximumByteCount: Int
    ) throws(GzipError) -> [UInt8] {
        // The shortest stream is 10 bytes of header, 2 of data, 8 of trailer.
        guard bytes.count >= 20 else { throw .truncated }
        guard bytes.count <= Int(UInt32.max) else { throw .tooLarge(limit: maximumByteCount) }
        var stream = z_stream()
        guard czlib_inflate_init_gzip(&stream) == Z_OK else { throw .outOfMemory }
        defer { inflateEnd(&stream) }
        let limit = max(maximumByteCount, 0)
        var output = [UInt8](repeating: 0, count: firstCapacity(for: bytes, limit: limit))
        var filled = 0
        var consumed = 0
        while true {
            let status = step(&stream, bytes, &consumed, &output, &filled)
            if filled > limit { throw .tooLarge(limit: limit) }
            switch status {
            case Z_STREAM_END:
                guard consumed == bytes.count else { throw .trailingBytes }
                output.removeLast(output.count - filled)
                return output
            case Z_OK, Z_BUF_ERROR:
                guard filled == output.count else { throw .truncated }
                let larger = min(output.count * 2, limit + 1)
                output.append(contentsOf: repeatElement(0, count: larger - output.count))
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .damaged
            }
        }
    }

    /// Runs inflate once over what is left of both buffers.
    private static func step(
        _ stream: inout z_stream, _ input: [UInt8], _ consumed: inout Int,
        _ output: inout [UInt8], _ filled: inout Int
    ) -> Int32 {
        input.withUnsafeBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                let room = min(target.count - filled, Int(UInt32.max))
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + consumed)
                stream.avail_in = UInt32(source.count - consumed)
                stream.next_out = target.baseAddress! + filled
                stream.avail_out = UInt32(room)
                let status = inflate(&stream, Z_NO_FLUSH)
                consumed = source.count - Int(stream.avail_in)
                filled += room - Int(stream.avail_out)
                return status
            }
        }
    }

    /// The trailer's size field, where it is believable: then one allocation is enough. One byte
    /// more than needed tells "exactly the limit" from "beyond it".
    private static func firstCapacity(for bytes: [UInt8], limit: Int) -> Int {
        var claimed = 0
        for byte in bytes.suffix(4).reversed() { claimed = claimed << 8 | Int(byte) }
        let believable = min(claimed, bytes.count * largestRatio)
        return min(max(believable, 256), limit) + 1
    }
}
