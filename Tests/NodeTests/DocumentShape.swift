import Foundation

/// The members that an object of an answer has, as `protocol/commands.md` writes them.
struct DocumentShape {
    struct Member {
        var isOptional = false
        var isList = false
        /// A list of lists.
        var isNested = false
        /// `nil` for plain values.
        var shape: DocumentShape?
    }
    var members: [String: Member] = [:]
    /// The names are data.
    var isOpen = false

    /// Where a document departs from the shape; empty where it has every member and no other.
    func faults(_ value: Any, at place: String) -> [String] {
        guard let object = value as? [String: Any] else { return ["\(place) is no object"] }
        guard !isOpen else { return [] }
        var faults = object.keys.filter { members[$0] == nil }.map { "\(place).\($0) is not named" }
        for (name, member) in members {
            let here = "\(place).\(name)"
            guard let value = object[name] else {
                if !member.isOptional { faults.append("\(here) is missing") }
                continue
            }
            faults += Self.faults(value, member, at: here)
        }
        return faults.sorted()
    }

    private static func faults(_ value: Any, _ member: Member, at place: String) -> [String] {
        guard member.isList else {
            if value is NSNull { return [] }
            if let shape = member.shape { return shape.faults(value, at: place) }
            return value is [Any] || value is [String: Any] ? ["\(place) is no plain value"] : []
        }
        guard let list = value as? [Any] else { return ["\(place) is no list"] }
        if member.isNested {
            var inner = member
            inner.isNested = false
            return list.flatMap { Self.faults($0, inner, at: place + "[]") }
        }
        return list.flatMap { element -> [String] in
            if let shape = member.shape { return shape.faults(element, at: place + "[]") }
            return element is [Any] || element is [String: Any]
                ? ["\(place)[] is no plain value"] : []
        }
    }
}

/// The table of `protocol/commands.md`.
struct DocumentShapes {
    struct Malformed: Error { var text: String }

    private(set) var documents: [String: DocumentShape.Member] = [:]
    private var parts: [String: DocumentShape] = [:]

    /// - Parameter text: the whole page; what counts stands between the lines with the marks.
    init(_ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(of: "```shapes"),
            let end = lines[(start + 1)...].firstIndex(of: "```")
        else { throw Malformed(text: "no table") }
        var rows: [String] = []
        for line in lines[(start + 1)..<end] {
            if line.hasPrefix(" "), let last = rows.popLast() {
                rows.append(last + " " + line)
            } else {
                rows.append(line)
            }
        }
        for row in rows { try read(row) }
    }

    private mutating func read(_ row: String) throws {
        guard let colon = row.firstIndex(of: ":") else { throw Malformed(text: row) }
        var name = row[..<colon].trimmingCharacters(in: .whitespaces)
        var tokens = Self.tokens(row[row.index(after: colon)...])[...]
        let shape = try members(&tokens)
        guard tokens.isEmpty else { throw Malformed(text: "\(name): a bracket too many") }
        if name.hasPrefix("@") {
            parts[name] = shape
            return
        }
        let isList = name.hasSuffix("[]")
        if isList { name = name.dropLast(2).trimmingCharacters(in: .whitespaces) }
        let known = documents.updateValue(.init(isList: isList, shape: shape), forKey: name)
        guard known == nil else { throw Malformed(text: "\(name) twice") }
    }

    private static func tokens(_ text: Substring) -> [String] {
        text.replacing("{", with: " { ").replacing("}", with: " } ")
            .split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private func members(_ tokens: inout ArraySlice<String>) throws -> DocumentShape {
        var shape = DocumentShape()
        while let token = tokens.first, token != "}" {
            tokens.removeFirst()
            if token == "*" {
                shape.isOpen = true
                continue
            }
            if token.hasPrefix("@") {
                guard let part = parts[token] else { throw Malformed(text: token) }
                shape.members.merge(part.members) { $1 }
                continue
            }
            var name = token[...]
            var member = DocumentShape.Member()
            if name.hasSuffix("[][]") {
                member.isNested = true
                name = name.dropLast(2)
            }
            if name.hasSuffix("[]") {
                member.isList = true
                name = name.dropLast(2)
            }
            if name.hasSuffix("?") {
                member.isOptional = true
                name = name.dropLast()
            }
            if tokens.first == "{" {
                tokens.removeFirst()
                member.shape = try members(&tokens)
                guard tokens.popFirst() == "}" else { throw Malformed(text: token) }
            }
            shape.members[String(name)] = member
        }
        return shape
    }
}
