import Federation
import Messages

/// A local file that a step of an act file attaches (`attach:`).
struct PlannedAttachment: Sendable, Hashable {
    /// Absolute, or relative to the folder of the act file.
    var path: String
    /// By which the case names it; the file's own name where the act file gives none.
    var name: String
    /// `nil`: told by its first bytes, else by the ending of its name.
    var mediaType: String?

    /// The content, read again whenever it is needed: a step may bring half a gigabyte along.
    ///
    /// - Throws: what is wrong with the file, with its path and what to do.
    func contents(
        of act: PlannedAct, _ context: CommandContext
    ) throws(CommandFailure) -> [UInt8] {
        let place = path.hasPrefix("/") ? path : "\(Self.folder(of: act, context))/\(path)"
        let limit = CaseAttachment.maximumByteCount
        let bytes: [UInt8]
        do throws(BoundedFile.Failure) {
            bytes = try BoundedFile.read(place, limitByteCount: limit)
        } catch {
            switch error {
            case .tooLarge:
                throw act.failure(
                    "\(place) is larger than \(limit >> 20) MiB; make it smaller or split it.")
            case .unreadable:
                throw act.failure(
                    "\(place) cannot be read by the node; name a file that is there and that it "
                        + "may read.")
            }
        }
        guard !bytes.isEmpty else {
            throw act.failure("\(place) is empty; attach the paper itself.")
        }
        return bytes
    }

    /// Where the command line found the act file; a file that is played here is named by its own path.
    private static func folder(of act: PlannedAct, _ context: CommandContext) -> String {
        if let folder = context.option("folder") { return folder }
        let parts = act.file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The type that a program would open it by.
    static func mediaType(of bytes: [UInt8], name: String) -> String {
        for (start, type) in signatures where bytes.starts(with: start) { return type }
        let ending = name.split(separator: ".").last?.lowercased() ?? ""
        return endings[ending] ?? "application/octet-stream"
    }

    private static let signatures: [([UInt8], String)] = [
        (Array("%PDF-".utf8), "application/pdf"), ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        (Array("GIF8".utf8), "image/gif"), ([0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
    ]
    private static let endings = [
        "txt": "text/plain", "csv": "text/csv", "ofd": "application/ofd",
        "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip", "webp": "image/webp",
    ]
}

/// Reading `attach:` (`protocol/act-file.md`, Steps of a case).
extension ActReader {
    /// Paths, or mappings with `file`, `name` and `type`.
    func attachments(_ value: YAMLValue?) throws(ConfigurationError) -> [PlannedAttachment] {
        guard let value else { return [] }
        var planned: [PlannedAttachment] = []
        let items =
            try value.isList ? value.oneOrMore(limit: CaseAttachment.maximumCount) : [value]
        for item in items {
            planned.append(try attachment(item))
        }
        return planned
    }

    private func attachment(_ item: YAMLValue) throws(ConfigurationError) -> PlannedAttachment {
        let fields = try item.isScalar ? nil : item.mapping(["file", "name", "type"])
        let file = try fields?.required("file") ?? item
        let path = try file.text(limit: 4_096)
        let given = fields?.optional("name")
        let name =
            try given?.text(limit: CaseAttachment.maximumNameByteCount)
            ?? path.split(separator: "/").last.map(String.init) ?? ""
        guard CaseAttachment.isName(name) else {
            throw (given ?? file).bad(
                "a file whose name has at most 255 bytes and no control characters; `name:` gives "
                    + "it another one")
        }
        let type = fields?.optional("type")
        let mediaType = try type?.text(limit: CaseAttachment.maximumMediaTypeByteCount)
        if let type, let mediaType, !CaseAttachment.isMediaType(mediaType) {
            throw type.bad("a media type, for example application/pdf")
        }
        return PlannedAttachment(path: path, name: name, mediaType: mediaType)
    }
}
