public import Messages

/// Why the bytes of an entry were refused, or an entry cannot be written.
///
/// Field numbers are those of `entry.proto`. The cases never carry contents.
public enum EntryError: Error, Equatable, Sendable {
    /// More bytes than an entry, or the text or list in the field, may have.
    case tooLarge(field: Int, limit: Int)
    /// The bytes end within a field.
    case truncated
    /// The field is not encoded as its declaration says.
    case malformed(field: Int)
    /// A singular field occurs twice.
    case repeated(field: Int)
    /// A field that the kind demands is absent.
    case missing(field: Int)
    /// A number, day, name or key is outside its range.
    case outOfRange(field: Int)
    /// An enumeration value that this software does not know.
    case unknownValue(field: Int)
    /// The kind is none that an entry can have, or there is not exactly one body.
    case noSingleBody
}

extension EntryError: Worded {
    /// One sentence for a log file or an operator.
    public var message: Message {
        switch self {
        case .tooLarge(let field, let limit):
            "Field \(field) of an entry is larger than \(limit); split the record."
        case .truncated: "The entry ends within a field; it was written by faulty software."
        case .malformed(let field): "Field \(field) of an entry is malformed."
        case .repeated(let field): "Field \(field) of an entry occurs twice."
        case .missing(let field): "Field \(field) is missing; give it and record again."
        case .outOfRange(let field): "Field \(field) of an entry is out of range; correct it."
        case .unknownValue(let field):
            "Field \(field) has a value that needs newer software; update this node."
        case .noSingleBody: "The entry has no body that fits its kind."
        }
    }
}
