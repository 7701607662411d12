import Glibc

/// A file of rows in the text form of PostgreSQL's `COPY`: number, institution, bytes.
final class BenchRows {
    private let file: UnsafeMutablePointer<FILE>
    private static let digits = Array("0123456789abcdef".utf8)

    init(_ path: String) throws {
        guard let file = fopen(path, "w") else { throw BenchError.missing(path) }
        self.file = file
    }

    func write(_ number: Int, institution: Int, _ bytes: [UInt8]) {
        var line = Array("\(number)\t\(institution)\t\\\\x".utf8)
        line.reserveCapacity(line.count + 2 * bytes.count + 1)
        for byte in bytes {
            line.append(Self.digits[Int(byte >> 4)])
            line.append(Self.digits[Int(byte & 15)])
        }
        line.append(UInt8(ascii: "\n"))
        fwrite(line, 1, line.count, file)
    }

    func close() { fclose(file) }
}
