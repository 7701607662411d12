import Testing

@testable import TransparencyLog

/// Hashes, numbers, Base 64 and names: one spelling each.
@Suite struct TextFormTests {
    @Test func hashesKeepTheirBytes() throws {
        let raw = (0..<32).map { UInt8($0 * 8 + 1) }
        let hash = try #require(TreeHash(raw))
        #expect(hash.bytes == raw)
        #expect(TreeHash(raw[...]) == hash)
        #expect(TreeHash(raw.dropLast()) == nil)
        #expect(TreeHash(raw + [0]) == nil)
        #expect(TreeHash([UInt8]()) == nil)
        #expect(TreeHash(hex: hash.hex) == hash)
        #expect(hash.description == hash.hex)
        #expect(TreeHash(hex: hash.hex.uppercased()) == nil)
        #expect(TreeHash(hex: hash.hex + "0") == nil)
        #expect(TreeHash(hex: hash.hex + "00") == nil)
        #expect(TreeHash(hex: "+1" + hash.hex.dropFirst(2)) == nil)
        var buffer: [UInt8] = [9]
        hash.append(to: &buffer)
        #expect(buffer == [9] + raw)
        #expect(MemoryLayout<TreeHash>.size == 32)
        #expect(_isPOD(TreeHash.self))
    }

    @Test func hashesCompareByTheirBytes() throws {
        var generator = SplitMix(seed: 1)
        for _ in 0..<200 {
            let left = (0..<32).map { _ in UInt8.random(in: 0...2, using: &generator) }
            let right = (0..<32).map { _ in UInt8.random(in: 0...2, using: &generator) }
            let (a, b) = (try #require(TreeHash(left)), try #require(TreeHash(right)))
            #expect((a < b) == left.lexicographicallyPrecedes(right))
            #expect((a == b) == (left == right))
        }
    }

    @Test func hashingIsThatOfTheSpecification() {
        #expect(
            TreeHash.emptyTree.hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            TreeHash.sha256(bytes("abc")).hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        for count in [0, 1, 54, 55, 56, 63, 64, 65, 1000, 65_535] {
            let data = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            #expect(TreeHash.leaf(data) == TreeHash.sha256([0] + data))
        }
        let (left, right) = (TreeHash.leaf([1]), TreeHash.leaf([2]))
        #expect(TreeHash.node(left, right) == TreeHash.sha256([1] + left.bytes + right.bytes))
    }

    @Test func base64RoundTripsAtEveryLength() {
        for count in 0...70 {
            let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(Base64.decode(Base64.encode(data).utf8) == data)
        }
        #expect(Base64.encode(bytes("foobar")) == "Zm9vYmFy")
        #expect(Base64.encode(bytes("fooba")) == "Zm9vYmE=")
        #expect(Base64.encode(bytes("foob")) == "Zm9vYg==")
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AAAAA", "AA=A", "A===", "====", "=AAA", "AA==AAAA", "AAA=AAAA",
        "AB==", "AAB=", "AA= ", "AA=\n", " AA=", "AAA=\n", "AA-A", "AA_A", "AAA\u{0}", "AA==\n",
        "AAAA====", "ＡAA=", "Zm9v\r\nYmFy", "Zm9v Zm9v",
    ])
    func looseBase64IsRefused(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func everyGroupHasOneSpelling() {
        // Whatever is decoded encodes to the same text: all texts of the form xxA= and xA==.
        let alphabet = [UInt8](
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".utf8)
        var accepted = 0
        for second in alphabet {
            for third in alphabet {
                for text in [[65, second, third, 61], [65, 65, second, third]] {
                    guard let data = Base64.decode(text) else { continue }
                    accepted += 1
                    #expect(Base64.encodedBytes(data) == text)
                }
            }
        }
        #expect(accepted > 1000)
    }

    @Test func decimalsArePlain() {
        #expect(Decimal.parse("0".utf8) == 0)
        #expect(Decimal.parse("18446744073709551615".utf8) == .max)
        for text in [
            "", "+1", "-1", "-0", "00", "01", " 1", "1 ", "1\n", "1_000", "0x1", "1e3", "１", "٣",
            "18446744073709551616", "99999999999999999999", "100000000000000000000", "1.0",
        ] {
            #expect(Decimal.parse(text.utf8) == nil, "\(text)")
        }
    }

    @Test func originsAreCheckedAndComparedByBytes() throws {
        let composed = try Origin("example.cn/caf\u{E9}")
        let decomposed = try Origin("example.cn/cafe\u{301}")
        #expect(composed.text == decomposed.text, "the language finds these two equal")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect((composed < decomposed) != (decomposed < composed))
        #expect(try Origin(bytes: composed.bytes[...]) == composed)
        #expect(try Origin("定点/222401").description == "定点/222401")
        #expect(try Origin(String(repeating: "a", count: 255)).bytes.count == 255)
    }

    @Test(arguments: [
        "", "a b", "a+b", "a\nb", "a\r\n", "a\tb", "a\u{0}", "a\u{7F}", "a\u{85}b", "a\u{A0}b",
        "a\u{3000}b", "a\u{2028}b", "a\u{1680}", "\u{1B}[31m",
    ])
    func namesThatCouldMisleadAreRefused(_ name: String) {
        #expect(throws: NoteError.invalidName) { try Origin(name) }
    }

    @Test func namesThatAreTooLongOrNotTextAreRefused() {
        #expect(throws: NoteError.invalidName) { try Origin(String(repeating: "a", count: 256)) }
        for raw: [UInt8] in [[0xFF], [0x61, 0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80]] {
            #expect(throws: NoteError.invalidName) { try Origin(bytes: raw[...]) }
        }
    }

    @Test func unsafePathsAreRecognised() throws {
        #expect(try Origin("example.cn/222401/sanctions/e1").isPathSafe)
        for name in ["/etc", "a/../b", "..", ".", "a//b", "a/", "a/./b", "a\\b", "c:/x"] {
            #expect(try !Origin(name).isPathSafe, "\(name)")
        }
    }
}
