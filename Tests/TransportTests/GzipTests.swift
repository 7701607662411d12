import Compression
import Testing

@Suite("Gzip")
struct GzipTests {
    private func error(_ bytes: [UInt8], _ limit: Int = 1 << 20) -> GzipError? {
        do throws(GzipError) {
            _ = try Gzip.decompress(bytes, maximumByteCount: limit)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0, 1, 255, 256, 65_535, 65_536, 1_000_000], [1, 6, 9])
    func whatIsCompressedComesBack(count: Int, level: Int) throws {
        let bytes = pattern(count)
        let compressed = Gzip.compress(bytes, level: level)
        #expect(try Gzip.decompress(compressed, maximumByteCount: count) == bytes)
        #expect(Gzip.compress(bytes, level: level) == compressed)
        if count > 0 { #expect(error(compressed, count - 1) == .tooLarge(limit: count - 1)) }
    }

    @Test func bytesThatDoNotShrinkComeBackToo() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        var state = seed
        let bytes = (0..<100_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let content = try Gzip.decompress(Gzip.compress(bytes), maximumByteCount: 100_000)
        #expect(content == bytes, "seed \(seed)")
    }

    @Test func everyCutIsNoticed() {
        let compressed = Gzip.compress(pattern(500))
        for count in 0..<compressed.count {
            #expect(error(Array(compressed[..<count])) == .truncated)
        }
    }

    @Test func noFlippedByteGivesOtherContent() {
        let bytes = pattern(500)
        let compressed = Gzip.compress(bytes)
        for index in compressed.indices {
            var flipped = compressed
            flipped[index] ^= 0xFF
            // The header's time, flags for speed and system say nothing about the content.
            let content = try? Gzip.decompress(flipped, maximumByteCount: 1 << 20)
            #expect(content == nil || content == bytes && (4..<10).contains(index))
        }
    }

    @Test func onlyOneStreamAndNothingElse() {
        let compressed = Gzip.compress(pattern(500))
        #expect(error(compressed + [0]) == .trailingBytes)
        #expect(error(compressed + compressed) == .trailingBytes)
        #expect(error([UInt8](repeating: 0x41, count: 100)) == .damaged)
        // A zlib stream is not a gzip stream.
        #expect(error([0x78, 0x9C] + [UInt8](repeating: 0, count: 30)) == .damaged)
    }

    @Test func aBombIsStoppedAtTheLimit() {
        let bomb = Gzip.compress([UInt8](repeating: 0, count: 50_000_000), level: 9)
        #expect(bomb.count < 60_000)
        #expect(error(bomb, 1_000_000) == .tooLarge(limit: 1_000_000))
        #expect(error(bomb, 0) == .tooLarge(limit: 0))
    }
}
