import TransparencyLog

/// A JSON document with members in a fixed order, so that equal values give equal files.
indirect enum VectorJSON {
    case text(String)
    case number(UInt64)
    case flag(Bool)
    case null
    case list([VectorJSON])
    case object([(String, VectorJSON)])
    /// JSON that somebody else wrote, put in as it is.
    case written(String)

    static func hex(_ bytes: some Sequence<UInt8>) -> VectorJSON { .text(Hex.encode(bytes)) }
    static func hash(_ hash: TreeHash) -> VectorJSON { .text(hash.hex) }
    static func count(_ count: Int) -> VectorJSON { .number(UInt64(count)) }
    static func hashes(_ hashes: [TreeHash]) -> VectorJSON { .list(hashes.map(hash)) }
    static func optional(_ text: String?) -> VectorJSON { text.map { .text($0) } ?? .null }
    static func texts(_ texts: [String]) -> VectorJSON { .list(texts.map { .text($0) }) }
    static func note(_ note: [UInt8]) -> VectorJSON { .text(String(decoding: note, as: UTF8.self)) }

    /// The whole file, with a line of its own for every value.
    var file: String { rendered(indent: "") + "\n" }

    private func rendered(indent: String) -> String {
        switch self {
        case .text(let text): return Self.quoted(text)
        case .number(let number): return String(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .null: return "null"
        case .written(let text): return text
        case .list(let values):
            return Self.block("[", "]", indent, values.map { ("", $0) })
        case .object(let members):
            return Self.block("{", "}", indent, members.map { (Self.quoted($0.0) + ": ", $0.1) })
        }
    }

    private static func block(
        _ open: String, _ close: String, _ indent: String, _ rows: [(String, VectorJSON)]
    ) -> String {
        if rows.isEmpty { return open + close }
        let inner = indent + " "
        let lines = rows.map { inner + $0.0 + $0.1.rendered(indent: inner) }
        return open + "\n" + lines.joined(separator: ",\n") + "\n" + indent + close
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// Keys of the vectors: the SHA-256 of a text, so that everybody can make them.
enum VectorSeed {
    static func node(_ name: String) -> [UInt8] { make("vector node \(name)") }
    static func encryption(_ name: String) -> [UInt8] { make("vector encryption \(name)") }
    static func epoch(_ node: String, _ stream: String) -> [UInt8] {
        make("vector epoch \(node) \(stream)")
    }
    static func make(_ text: String) -> [UInt8] { TreeHash.sha256(Array(text.utf8)).bytes }
}
