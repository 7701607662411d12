extension NoticeDocument {
    /// The paper as one HTML file for A4, complete without any other file or address.
    public var html: String {
        var body = "<h1>\(Self.escaped(title))</h1>\n"
        body += "<p class=\"number\">编号：\(Self.escaped(number))</p>\n"
        if !addressee.isEmpty {
            body += "<p class=\"addressee\">\(Self.escaped(addressee))：</p>\n"
        }
        body += Self.paragraphs(paragraphs)
        if !items.isEmpty {
            body += "<ol>\n"
            for item in items { body += "<li>\(Self.escaped(item))</li>\n" }
            body += "</ol>\n"
        }
        if let table { body += Self.table(table) }
        body += Self.paragraphs(closing)
        body += Self.list("依据", legalBasis) + Self.list("登记事项", references)
        body += "<div class=\"sign\"><p>\(Self.escaped(issuer))</p>"
        body += "<p>\(Self.escaped(NoticeWords.date(date)))</p><p>（盖章）</p></div>\n"
        return """
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <title>\(Self.escaped(title)) \(Self.escaped(number))</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private static let style = """
        @page { size: A4; margin: 25mm 22mm; }
        body { font-family: "FangSong", "STFangsong", "Noto Serif CJK SC", serif;
          font-size: 12pt; line-height: 1.7; max-width: 166mm; margin: 0 auto; color: #000; }
        h1 { font-size: 18pt; text-align: center; margin: 8mm 0 4mm; }
        p { margin: 0; text-indent: 2em; overflow-wrap: anywhere; }
        p.number { text-align: center; text-indent: 0; margin-bottom: 6mm; }
        p.addressee, h2 + ul, .sign p { text-indent: 0; }
        h2 { font-size: 12pt; margin: 5mm 0 0; }
        ul { list-style: none; margin: 0; padding-left: 2em; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; margin: 4mm 0; font-size: 10.5pt; }
        th, td { border: 0.5pt solid #000; padding: 1mm 2mm; text-align: left;
          overflow-wrap: anywhere; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        .sign { margin-top: 12mm; text-align: right; break-inside: avoid; }
        """

    private static func paragraphs(_ texts: [String]) -> String {
        texts.map { "<p>\(escaped($0))</p>\n" }.joined()
    }

    private static func list(_ heading: String, _ texts: [String]) -> String {
        guard !texts.isEmpty else { return "" }
        let lines = texts.map { "<li>\(escaped($0))</li>\n" }.joined()
        return "<h2>\(heading)</h2>\n<ul>\n\(lines)</ul>\n"
    }

    private static func table(_ table: Table) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>\n"
        }
        return "<table>\n<thead>\n\(row(table.header, "th"))</thead>\n<tbody>\n"
            + table.rows.map { row($0, "td") }.joined() + "</tbody>\n</table>\n"
    }

    /// Texts of others as HTML text; characters that steer are shown as a blank.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                let isControl = scalar.properties.generalCategory == .control
                // Marks that turn the direction of what follows could show another name.
                let turns =
                    (0x202A...0x202E).contains(scalar.value)
                    || (0x2066...0x2069).contains(scalar.value)
                result.unicodeScalars.append(isControl || turns ? " " : scalar)
            }
        }
        return result
    }
}
