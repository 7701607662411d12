public import Designation
import Federation
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

    /// Parts what `InstitutionList` would read again from what it would refuse: facts that other nodes
    /// recorded may have control characters or name places that are in no tree.
    public func parted(
        _ institutions: [ListedInstitution], tree: RegionTree
    ) -> (kept: [ListedInstitution], leftOut: [InstitutionID]) {
        // A line break would move the rows behind it.
        let plain = institutions.filter { fields(of: $0).allSatisfy(PlainText.isPlain) }
        // Losing the error is right: a list beyond the bounds of one file is of use to other programs.
        guard let list = try? InstitutionList.parse(bytes(plain), in: tree) else {
            return (plain, Self.missing(of: institutions, in: plain.map(\.id)))
        }
        let leftOut = Self.missing(of: institutions, in: list.institutions.map(\.id))
        let isLeftOut = Set(leftOut)
        return (plain.filter { !isLeftOut.contains($0.id) }, leftOut)
    }

    private static func missing(
        of institutions: [ListedInstitution], in ids: [InstitutionID]
    ) -> [InstitutionID] {
        let ids = Set(ids)
        return institutions.map(\.id).filter { !ids.contains($0) }
    }

    /// Writes a file beside its place and puts it there when it is whole and on disk.
    ///
    /// - Parameter replaces: whether a file that is there gives way.
    /// - Throws: ``ListError/exists`` when something is there, another when the file cannot be written.
    public func write(
        _ institutions: some Sequence<ListedInstitution>, to path: String, replaces: Bool = false
    ) throws(ListError) {
        // Of its own making, so that nothing of anybody else's is written over or followed.
        let temporary = path + ".\(getpid()).part"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .unwritable(errorNumber: errno) }
        defer { unlink(temporary) }
        let failure = Self.write(bytes(institutions), to: descriptor)
        close(descriptor)
        guard failure == 0 else { throw .unwritable(errorNumber: failure) }
        if replaces {
            guard rename(temporary, path) == 0 else { throw .unwritable(errorNumber: errno) }
        } else {
            try Self.name(temporary, path)
        }
    }

    /// Gives a whole file its name where nothing has it: at no moment is there less than the whole under it.
    private static func name(_ temporary: String, _ path: String) throws(ListError) {
        if link(temporary, path) == 0 { return }
        guard errno != EEXIST else { throw .exists }
        // A stick's file system has one name per file. There an empty file holds the name meanwhile.
        guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else {
            throw .unwritable(errorNumber: errno)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .exists : .unwritable(errorNumber: errno)
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else {
            let failure = errno
            unlink(path)
            throw .unwritable(errorNumber: failure)
        }
    }

    /// - Returns: 0, or the system's number of the error.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { written += count } else if errno != EINTR { return errno }
        }
        return fsync(descriptor) == 0 ? 0 : errno
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
