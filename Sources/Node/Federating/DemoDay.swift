import Designation
import Foundation
public import Logging
import Storage
import Transport

/// The demonstration day: seven scenes played on a running federation, told as they happen, each
/// checked against the registries of several nodes.
public final class DemoDay {
    let data: FederationData
    let supervisor: Supervisor
    let client: DemoClient
    let logger: Logger
    let say: @Sendable (String) -> Void
    private(set) var failures = 0
    /// Events of the day by name, for later scenes.
    var events: [String: String] = [:]

    public init(
        data: FederationData, supervisor: Supervisor, logger: Logger,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.data = data
        self.supervisor = supervisor
        self.logger = logger
        self.say = say
        client = DemoClient(data: data, client: CurlClient())
    }

    private var marker: String { data.path + "/demo-day-played" }

    /// Plays the day once per data folder; a second time only the digests are compared.
    ///
    /// - Returns: whether everything came out as told.
    /// - Throws: what a step needs and does not find; a step that fails is told and counted instead.
    public func play() async throws -> Bool {
        try await settleDown()
        if FileSystem.byteCount(marker) != nil {
            say("这一天已经演示过；下面只比较各节点的摘要。 The day was played before; digests only.")
            return await compareDigests()
        }
        try await prepare()
        try await sameCity()
        try await delegated()
        try await cityWide()
        try await everywhere()
        try await fieldOffice()
        try await restored()
        try await forgedAndForked()
        let isEqual = await compareDigests()
        if failures == 0, isEqual { try FileSystem.writeDurably([], to: marker) }
        return failures == 0 && isEqual
    }

    // MARK: Telling and checking

    func scene(_ number: Int, _ chinese: String, _ english: String) {
        say("")
        say("(\(number)) \(chinese)")
        say("    \(english)")
    }

    func check(_ isTrue: Bool, _ chinese: String, _ english: String) {
        if !isTrue { failures += 1 }
        say("    \(isTrue ? "✓" : "✗") \(chinese) · \(english)")
    }

    /// Waits until a node gives this status, and tells how long it took.
    func expect(
        _ node: String, _ institution: String, _ region: String, _ status: String,
        seconds: Double = DemoClient.patienceSeconds
    ) async {
        let took = await client.wait(seconds: seconds) {
            await self.client.status(node, institution, region)?.status == status
        }
        let last = await client.status(node, institution, region)?.status ?? "no answer"
        check(
            took != nil, "节点 \(node)：\(region) → \(Self.chinese(status))",
            "node \(node): \(region) → \(took != nil ? status : last) (\(took ?? 0) ms)")
    }

    static func chinese(_ status: String) -> String {
        switch status {
        case "designated": "定点有效"
        case "suspended": "中止"
        case "terminated": "解除"
        case "ended": "终止"
        case "not-designated": "非定点"
        default: "不明"
        }
    }

    /// Waits until all online nodes have the seeded institutions and agree on `common`.
    private func settleDown() async throws {
        say("等待各节点互相追平…… Waiting until all nodes have caught up with each other …")
        let samples = lastSeeded()
        for (node, sample) in samples.sorted(by: { $0.key < $1.key }) {
            let place = sample.listed.facts.place.text
            let province = data.federation.tree.area(of: sample.listed.facts.place)?.text ?? node
            let took = await client.wait(seconds: 600) {
                let known = await self.client.status(province, "\(sample.listed.id)", place)
                return known.map { $0.status != "not-designated" && $0.status != "unknown" }
                    ?? false
            }
            if took == nil {
                check(false, "\(node) 的机构未到省级", "the institutions of \(node) did not arrive")
            }
        }
        let took = await client.wait(seconds: 600) { await self.isCommonEqual(self.onlineNodes) }
        check(took != nil, "在线节点的共同摘要一致", "online nodes share one common digest")
    }

    /// The last institution that each node signs at its first start.
    private func lastSeeded() -> [String: DemoInstitution] {
        guard let settings = data.federation.demonstration else { return [:] }
        let signers = DemoSigners(data: data)
        var last: [String: DemoInstitution] = [:]
        for item in DemoInstitutions(seed: settings.seed)
            .institutions(count: settings.institutionCount, in: data.federation)
        {
            if let node = signers.signer(of: item.listed.facts.place) { last[node] = item }
        }
        return last
    }

    var onlineNodes: [String] {
        data.running.filter { !$0.isOffline }.map(\.name)
    }

    func isCommonEqual(_ nodes: [String]) async -> Bool {
        var seen: Set<DemoDigest> = []
        for node in nodes {
            guard let common = await client.digests(node)["common"] else { return false }
            seen.insert(common)
            if seen.count > 1 { return false }
        }
        return seen.count == 1
    }

    // MARK: The end

    /// All nodes print the same common digest, and the nodes of one area the same area digest.
    func compareDigests() async -> Bool {
        scene(8, "收工：比对摘要", "Closing time: comparing digests")
        let nodes = data.running.map(\.name)
        say("    服务站晚上恢复联网。 In the evening the office is connected again.")
        _ = await client.wait {
            for node in self.data.running where node.isOffline {
                // Losing the error is right: the comparison below shows what did not arrive.
                _ = try? await self.client.command(
                    node.name, LocalCommand("sync", options: ["once": "yes"]))
            }
            let isEqual = await self.isCommonEqual(nodes)
            return isEqual ? await self.areAreasEqual(nodes) : false
        }
        var values: [String: Set<String>] = [:]
        for node in nodes {
            let digests = await client.digests(node)
            for (area, digest) in digests { values[area, default: []].insert(digest.value) }
            let text = digests.sorted { $0.key < $1.key }
                .map { "\($0.key) \($0.value.value.prefix(12))" }.joined(separator: "  ")
            say("    \(node.padding(toLength: 24, withPad: " ", startingAt: 0)) \(text)")
        }
        let isEqual = values["common"]?.count == 1 && values.values.allSatisfy { $0.count == 1 }
        check(
            isEqual, "共同摘要全部一致，各地区摘要在本地区内一致",
            "one common digest on all nodes, one area digest within each area")
        return isEqual
    }

    private func areAreasEqual(_ nodes: [String]) async -> Bool {
        var values: [String: Set<DemoDigest>] = [:]
        for node in nodes {
            for (area, digest) in await client.digests(node) {
                values[area, default: []].insert(digest)
            }
        }
        return values.values.allSatisfy { $0.count == 1 }
    }
}
