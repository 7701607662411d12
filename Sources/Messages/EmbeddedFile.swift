import CResources

/// A file that the build put into the program: so a copied program is complete, and pages and
/// sentences stay plain files that designers and translators can edit.
public struct EmbeddedFile: Sendable {
    /// As in its folder, for example `style.css`. No two folders have files of one name.
    public let name: String
    public let bytes: [UInt8]

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    private init(_ file: embedded_file) {
        name = String(cString: file.name)
        bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    }

    /// The files for whose names a condition holds.
    public static func all(where isWanted: (String) -> Bool) -> [EmbeddedFile] {
        var count = 0
        let files = UnsafeBufferPointer(start: embedded_files(&count), count: count)
        return files.filter { isWanted(String(cString: $0.name)) }.map(EmbeddedFile.init)
    }

    /// - Precondition: `Sources/CResources/CResources.c` names the file.
    public static func named(_ name: String) -> EmbeddedFile {
        guard let file = all(where: { $0 == name }).first else {
            preconditionFailure("\(name) is not embedded: name it in CResources.c.")
        }
        return file
    }
}
