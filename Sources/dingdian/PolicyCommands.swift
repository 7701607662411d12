import ArgumentParser
import Designation
import Messages
import Node
import Storage

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "规则版本 / Editions in force with citations.",
        subcommands: [Show.self, Diff.self, Rehearse.self, Publish.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "某地区的规则 / Values, lists and score tables in force for a region.")
        @OptionGroup var node: NodeOptions
        @OptionGroup var source: PolicySource
        @Argument(help: "地区代码；CN：国家规则 / A region's code; CN: the national edition.") var region:
            String
        @Option(help: "日期，YYYY-MM-DD / A day, YYYY-MM-DD.") var on: String?
        @Option(
            help:
                "适用的情形：pharmacy，或 pooled-fund,medical 等 / What holds for a case: pharmacy, or pooled-fund,medical, …"
        )
        var of: String?
        @Option(
            help:
                "只看某项取值、清单或评分表，或某一组、lists、tables / One value, list or table, a group, lists, or tables."
        ) var only: String?

        func run() async throws {
            var options = GivenOptions()
            options.set("on", on)
            options.set("of", of)
            options.set("only", only)
            try await source.run("policy show", options.values, [region], node)
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "两地或两日规则的差别 / How the rules of two regions or days differ.")
        @OptionGroup var node: NodeOptions
        @OptionGroup var source: PolicySource
        @Argument(
            help:
                "地区代码，可带日期：310000@2026-12-01 / A region's code, perhaps with a day: 310000@2026-12-01."
        )
        var first: String
        @Argument(help: "同上 / Likewise.") var second: String
        @Option(help: "两者共同的日期，YYYY-MM-DD / A day for both, YYYY-MM-DD.") var on: String?
        @Option(
            help:
                "适用的情形：pharmacy，或 pooled-fund,medical 等 / What holds for a case: pharmacy, or pooled-fund,medical, …"
        )
        var of: String?

        func run() async throws {
            var options = GivenOptions()
            options.set("on", on)
            options.set("of", of)
            try await source.run("policy diff", options.values, [first, second], node)
        }
    }

    struct Rehearse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "演练新版本 / What an edition not yet in force would change; records nothing.")
        @OptionGroup var node: NodeOptions
        @OptionGroup var files: EditionFileOptions
        @Option(help: "比较的日期；默认为新版本的首日 / The day of comparison; default: the edition's first.")
        var on: String?

        func run() async throws {
            var options = GivenOptions()
            options.set("on", on)
            options.set("without-lists", files.withoutLists)
            try await node.run(
                "policy rehearse", options: options.values, arguments: [files.file],
                files: try files.read())
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "发布新版本 / Publish an edition of this node's region to all nodes.")
        @OptionGroup var node: NodeOptions
        @OptionGroup var files: EditionFileOptions
        @Option(help: "发布人 / Who publishes.") var officer: String?
        @Option(
            help:
                "追溯到今日之前的理由；没有则自今日起算 / Why values reach back before today; without it they count from today."
        )
        var ground: String?
        @Flag(help: "只检查文件，不记录 / Check the files and record nothing.") var check = false

        func run() async throws {
            var options = GivenOptions()
            options.set("officer", officer)
            options.set("ground", ground)
            options.set("check", check)
            options.set("without-lists", files.withoutLists)
            try await node.run(
                "policy publish", options: options.values, arguments: [files.file],
                files: try files.read())
        }
    }
}

/// Whose rules are shown: a node's, or those of a federation's folder.
struct PolicySource: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "读取该联盟文件夹中的规则，而不经节点 / Read the editions of this federation's folder instead of a node.",
            valueName: "dir"))
    var federation: String?

    func run(
        _ name: String, _ options: [String: String], _ arguments: [String], _ node: NodeOptions
    ) async throws {
        guard let federation else {
            return try await node.run(name, options: options, arguments: arguments)
        }
        let result = FolderPolicyCommand.run(
            LocalCommand(name, options: options, arguments: arguments),
            descriptions: Paths.absolute(federation),
            today: LegalDate(unixMilliseconds: SystemClock.milliseconds()))
        try Output.show(result, json: node.json)
    }
}

/// The files of an edition.
struct EditionFileOptions: ParsableArguments {
    @Argument(
        help:
            "规则文件（内容见 nodes/README.md） / The edition's file (nodes/README.md says what stands in it)."
    )
    var file: String
    @Option(help: "其清单文件，每个文件写一次 / Its lists; once for each file of them.") var lists: [String] = []
    @Option(help: "其评分表文件 / Its score tables.") var scores: String?
    @Flag(
        help:
            "所给文件没有清单或评分表时，现有的不再适用 / Lists and score tables in force that the files lack end."
    )
    var withoutLists = false

    func read() throws -> [String: [UInt8]] {
        var files = ["edition": try Self.bytes(file)]
        for (number, list) in lists.enumerated() {
            files[number == 0 ? "lists" : "lists-\(number + 1)"] = try Self.bytes(list)
        }
        if let scores { files["scores"] = try Self.bytes(scores) }
        return files
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        guard (FileSystem.byteCount(Paths.absolute(file)) ?? 0) <= 1 << 20 else {
            throw CommandFailure("\(file) is larger than 1 MiB.")
        }
        return try Paths.bytes(of: file)
    }
}

struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "期限计算 / Dates by the State Council's calendar.",
        subcommands: [Add.self, Show.self, Publish.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "某日之后或之前的期限 / The last day so long after, or ahead of, a day.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "日期，YYYY-MM-DD / YYYY-MM-DD.") var date: String
        @Argument(help: "多少 / How many.") var count: String
        @Option(help: "workdays 工作日、days 日、months 月、years 年 / workdays, days, months or years.")
        var unit = "workdays"
        @Flag(
            help:
                "倒数：须提前这么久办理的最后一日，不得更晚 / Count backwards: the last day to act so long ahead; never later."
        )
        var ahead = false

        func run() async throws {
            var options = GivenOptions()
            options.set("unit", unit)
            options.set("ahead", ahead)
            try await node.run(
                "calendar add", options: options.values, arguments: [date, count])
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "已公布的年份 / The published years, or one year's exceptions.")
        @OptionGroup var node: NodeOptions
        @Argument(help: "年份 / A year.") var year: String?

        func run() async throws {
            try await node.run("calendar show", arguments: year.map { [$0] } ?? [])
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "发布节假日安排 / Publish the years of a calendar file to all nodes.")
        @OptionGroup var node: NodeOptions
        @Argument(
            help: "文件，如 nodes/national/calendar.yaml / A file such as nodes/national/calendar.yaml."
        ) var file: String
        @Option(help: "发布人 / Who publishes.") var officer: String?
        @Flag(help: "只检查文件，不记录 / Check the file and record nothing.") var check = false

        func run() async throws {
            var options = GivenOptions()
            options.set("officer", officer)
            options.set("check", check)
            try await node.run(
                "calendar publish", options: options.values, arguments: [file],
                files: ["calendar": try EditionFileOptions.bytes(file)])
        }
    }
}
