import Designation
import Glibc

/// Writes lists that `InstitutionList` and spreadsheet programs read: UTF-8, CRLF, RFC 4180.
public struct InstitutionListWriter: Sendable {
    /// Some spreadsheet programs take a list without the mark for an older encoding.
    public var writesByteOrderMark: Bool

    public init(writesByteOrderMark: Bool) { self.writesByteOrderMark = writesByteOrderMark }

    /// The whole list as bytes; columns as `InstitutionColumn.written`.
    public func bytes(_ institutions: some Sequence<ListedInstitution>) -> [UInt8] {
        var bytes = writesByteOrderMark ? ListEncoding.mark : []
        append(InstitutionColumn.written.map(\.rawValue), to: &bytes)
        for institution in institutions { append(fields(of: institution), to: &bytes) }
        return bytes
    }

    /// Writes a file beside the old one and puts it in place when it is whole and on disk.
    ///
    /// - Throws: ``ListError`` when the file cannot be written.
    public func write(
        _ institutions: some Sequence<ListedInstitution>, to path: String
    ) throws(ListError) {
        let temporary = path + ".part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .unwritable(errorNumber: errno) }
        var failure: Int32 = 0
        let bytes = bytes(institutions)
        var written = 0
        while written < bytes.count, failure == 0 {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { written += count } else if errno != EINTR { failure = errno }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(temporary)
            throw .unwritable(errorNumber: failure)
        }
    }

    private func fields(of institution: ListedInstitution) -> [String] {
        let facts = institution.facts
        return InstitutionColumn.written.map { column in
            switch column {
            case .scheme: institution.id.scheme.rawValue
            case .region: institution.id.issuer.text
            case .number: institution.id.number
            case .name: facts.name
            case .type: facts.kind
            case .place: facts.place.text
            case .address: facts.address
            case .phone: facts.phone
            case .nationalCode: facts.nationalCode
            case .creditCode: facts.socialCreditCode
            case .level: institution.level
            case .provinceCode, .province, .cityCode, .city, .county: ""
            }
        }
    }

    private func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            guard field.utf8.contains(where: Self.needsQuotes) else {
                bytes += field.utf8
                continue
            }
            bytes.append(UInt8(ascii: "\""))
            for byte in field.utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        bytes += [0x0D, 0x0A]
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
    }
}
