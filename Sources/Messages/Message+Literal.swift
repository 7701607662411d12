extension Message: ExpressibleByStringInterpolation {
    /// Collects the words of a literal and, apart from them, its values.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var template: String
        fileprivate var values: [Value] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            template = ""
            template.reserveCapacity(literalCapacity + 3 * interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { template += literal }

        /// A value. Messages and errors with words keep both languages; all else is shown as it
        /// describes itself.
        public mutating func appendInterpolation<Shown>(_ shown: Shown) {
            switch shown {
            case let message as Message: values.append(.message(message))
            case let error as any Worded: values.append(.message(error.message))
            default: values.append(.text("\(shown)"))
            }
            template += "{\(values.count)}"
        }

        /// Words or names one after the other.
        public mutating func appendInterpolation(_ list: [String]) {
            appendInterpolation(list.joined(separator: ", "))
        }
    }

    public init(stringLiteral literal: String) {
        self.init(template: literal, values: [])
    }

    public init(stringInterpolation parts: StringInterpolation) {
        self.init(template: parts.template, values: parts.values)
    }

    /// One message out of two, for literals on several lines.
    public static func + (first: Message, second: Message) -> Message {
        var template = first.template
        var rest = second.template[...]
        // The places of the second part count on after those of the first.
        for number in second.values.indices {
            guard let place = rest.range(of: number + 1) else { break }
            template += rest[..<place.lowerBound]
            template += "{\(first.values.count + number + 1)}"
            rest = rest[place.upperBound...]
        }
        return Message(template: template + rest, values: first.values + second.values)
    }
}

extension Substring {
    /// Where `{number}` stands.
    fileprivate func range(of number: Int) -> Range<Index>? {
        let mark = "{\(number)}"
        return indices.first { self[$0...].hasPrefix(mark) }
            .map { $0..<index($0, offsetBy: mark.count) }
    }
}
