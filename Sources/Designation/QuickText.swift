extension String {
    /// UTF-8 from memory; `nil` when it is malformed.
    ///
    /// Identifiers, article numbers and dates are plain ASCII, and the library's validating initialiser
    /// is general where this only has to look at the top bits.
    public init?(quicklyValidating memory: UnsafeRawBufferPointer) {
        if Self.isASCII(memory) {
            // Nothing in ASCII is ever repaired.
            self = String(decoding: memory, as: UTF8.self)
        } else if let text = String(
            validating: memory.bindMemory(to: UInt8.self), as: UTF8.self)
        {
            self = text
        } else {
            return nil
        }
    }

    private static func isASCII(_ memory: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        var seen: UInt64 = 0
        while position + 8 <= memory.count {
            seen |= memory.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            position += 8
        }
        while position < memory.count {
            seen |= UInt64(memory[position])
            position += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}
