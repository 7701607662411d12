public import Designation
import Messages

/// What the demonstration needs besides the federation itself.
public struct DemonstrationSettings: Hashable, Sendable {
    /// Seed of the invented institutions.
    public var seed: UInt64
    public var institutionCount: Int
}

/// A federation as its folder describes it: validated, typed, the same for the same bytes.
///
/// `load` reads `federation.yaml` and what it names, and nothing else. The first fault ends it with
/// an error that names file and line; a value of this type has no open references.
public struct FederationFolder: Hashable, Sendable {
    public var name: String
    /// The node whose key is the anchor.
    public var rootNode: String
    public var exchangeNode: String
    /// Parents before children, areas in the federation's order.
    public var regions: [Region]
    /// The same regions by code.
    public var tree: RegionTree
    public var titles: [RegionCode: RegionTitles]
    public var documents: [SourceDocument]
    /// The national edition first.
    public var editions: [EditionDescription]
    public var groups: [GroupDescription]
    public var calendar: CalendarDescription
    /// Every node after the one that enrols it.
    public var nodes: [NodeDescription]
    /// `nil`: no demonstration. No institutions are invented then, and cases are shut.
    public var demonstration: DemonstrationSettings?

    /// Nodes that run without `--all`.
    public var defaultNodes: [NodeDescription] { nodes.filter(\.runsByDefault) }

    public func node(_ name: String) -> NodeDescription? { nodes.first { $0.name == name } }

    /// All editions and decisions as the fold looks them up.
    public var ruleBook: RuleBook {
        var book = RuleBook()
        for edition in editions {
            for (name, value) in edition.datedValues {
                book.add(value, named: name, for: edition.region)
            }
            if let known = edition.policyEdition { book.add(known) }
        }
        return book
    }

    /// Reads and checks a federation's folder.
    ///
    /// - Throws: the first fault, with file and line.
    public static func load(_ path: String) throws(ConfigurationError) -> FederationFolder {
        do {
            return try FederationLoader(folder: path).load()
        } catch var error {
            // Whoever names a wrong folder has to see which one was meant.
            if case .unreadable = error.problem, error.file == "federation.yaml" {
                error.file = path + "/" + error.file
            }
            throw error
        }
    }
}

/// Reads the files of a folder in the order in which they refer to each other.
struct FederationLoader {
    let folder: String
    private static let nodeFileLimit = 4096

    func load() throws(ConfigurationError) -> FederationFolder {
        let main = try YAMLFile.read(folder: folder, path: "federation.yaml").root.mapping([
            "name", "root", "exchange", "national", "areas", "demonstration", "invented",
        ])
        let national = try folderName(try main.required("national"))
        var areas: [String] = []
        for item in try main.required("areas").list(limit: 64) {
            let area = try folderName(item)
            guard !areas.contains(area) else { throw item.failure(.duplicate(area)) }
            areas.append(area)
        }

        var reader = EditionReader(folder: folder)
        let documents = try reader.readDocuments(national + "/documents.yaml")
        let regions = try readRegions(areas)
        let nodes = try readNodes(areas, regions: regions.map(\.region), editions: reader)

        var editions = [try reader.readWholeEdition(in: national)]
        var groups: [GroupDescription] = []
        for area in areas {
            editions.append(try reader.readWholeEdition(in: area))
            groups += try reader.readGroups(area + "/recognition.yaml")
        }
        let federation = FederationFolder(
            name: try NodeReader.nodeName(try main.required("name")),
            rootNode: try NodeReader.nodeName(try main.required("root")),
            exchangeNode: try NodeReader.nodeName(try main.required("exchange")),
            regions: regions.map(\.region), tree: RegionTree(regions.map(\.region)),
            titles: Dictionary(
                regions.map { ($0.region.code, $0.titles) }, uniquingKeysWith: { $1 }),
            documents: documents, editions: editions, groups: groups,
            calendar: try reader.readCalendar(national + "/calendar.yaml"),
            nodes: nodes.map(\.node),
            demonstration: try demonstration(main))
        return try FederationChecks(federation: federation, readNodes: nodes, readRegions: regions)
            .checked()
    }

    /// A folder below this one: a plain name, so that a federation cannot read elsewhere.
    private func folderName(_ value: YAMLValue) throws(ConfigurationError) -> String {
        let name = try NodeReader.nodeName(value)
        guard !name.contains(".") else { throw value.bad("the name of a folder beside this file") }
        return name
    }

    private func readRegions(_ areas: [String]) throws(ConfigurationError) -> [ReadRegion] {
        var all: [ReadRegion] = []
        var seen: Set<RegionCode> = []
        for area in areas {
            for read in try RegionReader(folder: folder).read(area + "/regions.yaml") {
                guard seen.insert(read.region.code).inserted else {
                    throw read.value.failure(.duplicate(read.region.code.text))
                }
                all.append(read)
            }
        }
        return all
    }

    private func readNodes(
        _ areas: [String], regions: [Region], editions: EditionReader
    ) throws(ConfigurationError) -> [ReadNode] {
        let reader = NodeReader(
            folder: folder, tree: RegionTree(regions), editions: editions)
        var paths = ["anchor/node.yaml", "exchange/node.yaml"]
        for area in areas {
            do {
                paths += try BoundedFile.names(
                    inFolder: "\(folder)/\(area)/nodes", suffix: ".yaml", limit: Self.nodeFileLimit
                ).map { "\(area)/nodes/\($0)" }
            } catch {
                let problem: ConfigurationError.Problem =
                    error == .tooLarge
                    ? .tooMany(key: "nodes", limit: Self.nodeFileLimit)
                    : YAMLFile.problem(of: error)
                throw ConfigurationError(file: "\(area)/nodes", line: nil, problem: problem)
            }
        }
        var nodes: [ReadNode] = []
        for path in paths { nodes.append(try reader.read(path)) }
        return nodes
    }

    /// Only who says so has a demonstration: it shows cases to everybody.
    private func demonstration(
        _ main: YAMLMapping
    ) throws(ConfigurationError) -> DemonstrationSettings? {
        guard try main.optional("demonstration")?.flag() == true else { return nil }
        let fields = try main.required("invented").mapping(["seed", "institutions"])
        return DemonstrationSettings(
            seed: UInt64(try fields.required("seed").integer(0...999_999_999)),
            institutionCount: try fields.required("institutions").integer(1...100_000))
    }
}
