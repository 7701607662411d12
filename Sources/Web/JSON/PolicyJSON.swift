import Designation

/// Policies as JSON, with the members of `dingdian policy … --json`.
enum PolicyJSON {
    static func document(_ report: PolicyReport) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 64 * 1024)
        json.object { json in
            json.member("region", report.region.text)
            json.member("on", report.day)
            json.key("editions")
            json.array(report.editions) { edition($1, to: &$0) }
            json.key("endings")
            json.array(report.endings) { RegistryJSON.write($1, to: &$0) }
            json.key("values")
            json.array(report.groups.flatMap { group in group.values.map { (group.name, $0) } }) {
                value($1.1, group: $1.0, to: &$0)
            }
            json.key("lists")
            json.array(report.lists) { json, named in
                json.object { json in
                    json.member("name", named.list.name)
                    json.key("title")
                    RegistryJSON.write(named.title, to: &json)
                    json.key("items")
                    json.array(named.list.entries) { entry($1, to: &$0) }
                }
            }
            json.key("tables")
            json.array(report.tables) { table($1, to: &$0) }
        }
        return json
    }

    static func changes(
        _ changes: [PolicyChange], in region: RegionCode, from day: LegalDate,
        to other: LegalDate
    ) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 16 * 1024)
        json.object { json in
            json.member("region", region.text)
            json.member("on", day)
            json.member("with", other)
            json.key("differences")
            json.array(changes) { json, change in
                json.object { json in
                    json.member("name", change.difference.name)
                    switch change.difference.what {
                    case .value: json.member("kind", "value")
                    case .item: json.member("kind", "item")
                    case .table: json.member("kind", "table")
                    }
                    json.key("title")
                    RegistryJSON.write(change.title, to: &json)
                    json.key("before")
                    side(change.before, to: &json)
                    json.key("after")
                    side(change.after, to: &json)
                }
            }
        }
        return json
    }

    private static func side(_ side: PolicyChange.Side?, to json: inout JSONWriter) {
        guard let side else { return json.null() }
        json.object { json in
            json.key("text")
            RegistryJSON.write(side.text, to: &json)
            json.key("citations")
            json.array(side.citations) { StatusJSON.write($1, to: &$0) }
        }
    }

    private static func edition(_ edition: PolicyEdition, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", edition.id)
            json.member("region", edition.region.text)
            json.member("titleChinese", edition.titleChinese)
            json.member("titleEnglish", edition.titleEnglish)
            json.member("from", edition.from)
            json.member("to", edition.to)
        }
    }

    private static func value(
        _ line: PolicyLine, group: String, to json: inout JSONWriter
    ) {
        let value = line.value
        json.object { json in
            json.member("name", value.name)
            json.member("group", group)
            json.key("title")
            RegistryJSON.write(line.title, to: &json)
            json.member("value", value.text)
            json.member("from", value.applied.from)
            json.member("to", value.applied.to)
            json.member("source", value.source.text)
            json.member("decision", value.isDecision)
            json.key("citation")
            StatusJSON.write(value.citation, to: &json)
            json.key("local")
            dated(value.local, to: &json)
            json.key("national")
            dated(value.national, to: &json)
            json.key("laxer")
            if let isLaxer = value.isLaxer { json.bool(isLaxer) } else { json.null() }
            json.key("decided")
            dated(value.decision, to: &json)
            ground(value.applied.ground, to: &json)
        }
    }

    private static func ground(_ ground: Ground?, to json: inout JSONWriter) {
        json.key("ground")
        guard let ground else { return json.null() }
        RegistryJSON.write(
            BilingualText(chinese: ground.chinese, english: ground.english), to: &json)
    }

    private static func dated(_ value: DatedValue?, to json: inout JSONWriter) {
        guard let value else { return json.null() }
        json.object { json in
            json.member("value", value.value)
            json.member("from", value.from)
            json.member("to", value.to)
            json.member("decision", value.isDecision)
            json.key("citation")
            StatusJSON.write(value.citation, to: &json)
            ground(value.ground, to: &json)
        }
    }

    private static func entry(_ entry: PolicyList.Entry, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", entry.id)
            json.member("zh", entry.item.chinese)
            json.member("en", entry.item.english)
            json.key("attributes")
            json.array(entry.item.attributes.sorted { $0.key < $1.key }) { json, attribute in
                json.object { json in
                    json.member("name", attribute.key)
                    json.member("value", attribute.value)
                }
            }
            json.key("citations")
            json.array(entry.citations) { StatusJSON.write($1, to: &$0) }
            json.member("source", entry.source.text)
            json.member("from", entry.from)
            json.member("to", entry.to)
            json.member("list", entry.list)
        }
    }

    private static func table(_ table: ScoreTable, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", table.id)
            json.member("zh", table.chinese)
            json.member("en", table.english)
            json.key("citation")
            StatusJSON.write(table.citation, to: &json)
            json.member("source", table.source.text)
            json.member("scope", table.scope)
            json.member("full", table.full)
            json.member("pass", table.pass)
            json.key("items")
            json.array(table.items) { json, item in
                json.object { json in
                    json.member("id", item.id)
                    json.member("zh", item.chinese)
                    json.member("en", item.english)
                    json.member("points", item.points)
                    json.member("cap", item.cap)
                    json.member("knockOut", item.isKnockOut)
                    json.key("steps")
                    json.array(item.steps) { json, step in
                        json.object { json in
                            json.member("number", step.number)
                            json.member("zh", step.chinese)
                            json.member("en", step.english)
                        }
                    }
                }
            }
        }
    }
}
