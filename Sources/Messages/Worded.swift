/// An error that says in both languages what happened and what to do.
public protocol Worded: Error, CustomStringConvertible {
    var message: Message { get }
    /// A word for programs that does not change with the sentence, of a-z and hyphens.
    var code: String { get }
}

extension Worded {
    /// The English text.
    public var description: String { message.english }

    /// The kind of error: `StorageError` is `storage`, `SyncRefusal` is `sync-refusal`.
    public var code: String {
        var name = String(describing: Self.self)[...]
        if name.hasSuffix("Error") { name = name.dropLast(5) }
        var code = ""
        for (index, letter) in name.enumerated() {
            if index > 0, letter.isUppercase { code += "-" }
            code += letter.lowercased()
        }
        return code
    }
}
