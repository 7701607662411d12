import Messages

/// Files of the `Resources` folder, which the build embeds in the program.
enum Resources {
    static var style: [UInt8] { bytes("style.css") }
    static var script: [UInt8] { bytes("app.js") }
    static var icon: [UInt8] { bytes("icon.svg") }
    static var strings: [UInt8] { bytes("strings.json") }
    /// `protocol/openapi.json`.
    static var openAPI: [UInt8] { bytes("openapi.json") }

    /// Page templates by name.
    static var templates: [String: String] {
        let suffix = ".mustache"
        let files = EmbeddedFile.all { $0.hasSuffix(suffix) }
        return Dictionary(
            uniqueKeysWithValues: files.map { (String($0.name.dropLast(suffix.count)), $0.text) })
    }

    private static func bytes(_ name: String) -> [UInt8] { EmbeddedFile.named(name).bytes }

    /// A short name of some content (FNV-1a), so that browsers may keep a file until it changes.
    static func version(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
