import Designation
import Federation

/// `dingdian policy show REGION [--on DATE]` and `policy diff A B [--on DATE]`.
enum PolicyCommands {
    /// A value in force, and the region whose edition gives it.
    private struct Held {
        var value: DatedValue
        var source: RegionCode
    }

    static func show(_ context: CommandContext) throws -> CommandResult {
        let region = try region(0, context)
        let day = try context.date("on") ?? context.today
        let held = held(in: region, on: day, context)
        var table = TextTable()
        for (name, found) in held.sorted(by: { $0.key < $1.key }) {
            table.add(
                name, found.value.value, Wording.citation(found.value.citation),
                found.value.isDecision ? "决策 decision" : "",
                found.source == region ? "" : "来自 from \(found.source.text)")
        }
        let editions = editions(of: region, context.directory)
        let lines =
            ["\(Wording.region(region, context.tree))  \(day)"] + editions.map { "  \($0)" }
            + warnings(held, day) + [table.text]
        return CommandResult(
            text: lines.joined(separator: "\n"),
            json: [
                "region": .string(region.text), "on": .date(day),
                "values": .array(
                    held.sorted { $0.key < $1.key }.map { json($0.key, $0.value) }),
            ])
    }

    static func diff(_ context: CommandContext) throws -> CommandResult {
        let (one, other) = (try region(0, context), try region(1, context))
        let day = try context.date("on") ?? context.today
        let left = held(in: one, on: day, context)
        let right = held(in: other, on: day, context)
        var table = TextTable()
        table.add("", one.text, other.text)
        var rows: [JSONText] = []
        for name in Set(left.keys).union(right.keys).sorted()
        where left[name]?.value.value != right[name]?.value.value {
            table.add(name, shown(left[name]), shown(right[name]))
            rows.append([
                "name": .string(name), "a": left[name].map { json(name, $0) } ?? .null,
                "b": right[name].map { json(name, $0) } ?? .null,
            ])
        }
        return CommandResult(
            text: rows.isEmpty ? "没有差别 / no difference" : table.text,
            json: [
                "a": .string(one.text), "b": .string(other.text), "on": .date(day),
                "differences": .array(rows),
            ])
    }

    private static func region(
        _ number: Int, _ context: CommandContext
    ) throws(CommandFailure) -> RegionCode {
        let text = try context.argument(number, "a region's code, or CN for the national edition")
        return text == "CN" ? .everywhere : try context.region(text)
    }

    /// Every name that is set for the region or anything above it, as `RuleBook.value` finds it; a dash
    /// means the national value.
    private static func held(
        in region: RegionCode, on day: LegalDate, _ context: CommandContext
    ) -> [String: Held] {
        let rules = context.directory.rules
        let national = RuleBook.national ?? .everywhere
        let chain = chain(region, context.tree) + [national]
        let names = Set(chain.flatMap { rules.values[$0].map { Array($0.keys) } ?? [] })
        var held: [String: Held] = [:]
        for name in names {
            for source in chain {
                // In a tree without regions a look-up sees exactly one edition and the national one.
                guard rules.values[source]?[name] != nil,
                    let value = rules.value(name, for: source, on: day, in: RegionTree()),
                    value.value != "—", value.value != "-",
                    rules.values[source]?[name]?.contains(value) == true
                else { continue }
                held[name] = Held(value: value, source: source)
                break
            }
        }
        return held
    }

    private static func chain(_ region: RegionCode, _ tree: RegionTree) -> [RegionCode] {
        var chain: [RegionCode] = []
        var current: RegionCode? = region
        while let code = current, chain.count < 16 {
            chain.append(code)
            current = tree[code]?.parent
        }
        return chain
    }

    private static func editions(of region: RegionCode, _ directory: Directory) -> [String] {
        let chain = chain(region, directory.regions) + [RegionCode.everywhere]
        var seen: Set<String> = []
        return directory.editions.filter {
            chain.contains($0.region) && seen.insert($0.id).inserted
        }
        .map { "\($0.id)  \($0.titleChinese)  \($0.titleEnglish)" }
    }

    /// The product warns when an edition is about to end without a successor (domain §5).
    private static func warnings(_ held: [String: Held], _ day: LegalDate) -> [String] {
        let ends = held.values.compactMap(\.value.to).filter { $0 <= day.adding(days: 90) }
        guard let first = ends.min() else { return [] }
        return ["  注意：有规则将于 \(first) 失效 / some values end on \(first) without a successor"]
    }

    private static func shown(_ held: Held?) -> String {
        guard let held else { return "—" }
        return "\(held.value.value) (\(Wording.citation(held.value.citation)))"
    }

    private static func json(_ name: String, _ held: Held) -> JSONText {
        [
            "name": .string(name), "value": .string(held.value.value),
            "from": .date(held.value.from), "to": .date(held.value.to),
            "source": .string(held.source.text), "decision": .bool(held.value.isDecision),
            "citation": [
                "edition": .string(held.value.citation.edition),
                "article": .string(held.value.citation.article),
            ],
        ]
    }
}
