import Designation
import Federation
import Foundation
import Glibc
import Storage

/// Scenes of outages: an office that was cut off, a node restored from an old copy.
extension DemoDay {
    func fieldOffice() async throws {
        scene(
            5, "断网的服务站已受理的申请，与同时作出的解除相撞",
            "A cut-off office accepted an application from an institution terminated meanwhile")
        let office = "222401.chaoyangchuan"
        _ = try await client.record(
            "222400",
            """
            acts:
              - {act: terminate, institution: "\(Self.chaoyangPharmacy)", region: "222401",
                 effective: \(today), type: pharmacy, place: "222401",
                 cause: "演示 demonstration", basis: [P 40]}
            """)
        await expect("222401", Self.chaoyangPharmacy, "222401", "terminated")
        let before = await client.status(office, Self.chaoyangPharmacy, "222401")?.status
        check(
            before == "designated", "服务站断网，仍以为有效，并注明数据的新旧",
            "the office, cut off, still shows it as designated, with the age of its data")
        _ = try await client.record(
            office,
            """
            acts:
              - {act: accept, institution: "\(Self.chaoyangPharmacy)", region: "222401",
                 effective: \(today), services: [purchase], note: "演示 demonstration",
                 basis: [P 7]}
            """)
        let stick = data.path + "/stick"
        try await carry(from: office, to: "222401", folder: stick + "/out")
        try await carry(from: "222401", to: office, folder: stick + "/back")
        await expect(office, Self.chaoyangPharmacy, "222401", "terminated")
        let (own, arrived) = (
            try await logs(of: office, at: office), try await logs(of: office, at: "222401")
        )
        check(
            !own.isEmpty && own == arrived, "服务站断网期间写入的记录一条不少",
            "nothing that the office wrote while cut off is lost")
        for node in ["222401", office] {
            let took = await client.wait {
                await self.hasReview(node, "application-while-terminated")
            }
            check(
                took != nil, "节点 \(node) 列出待复核事项：已解除机构的申请",
                "node \(node) lists the clash for review")
        }
    }

    /// The logs of one node's cases as another one holds them: size and root by origin.
    private func logs(of author: String, at node: String) async throws -> [String: String] {
        let listed = try await client.command(node, LocalCommand("log ls")).json
        let rows = try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [[String: Any]]
        var found: [String: String] = [:]
        for row in rows ?? []
        where row["node"] as? String == author && row["stream"] as? String == "casework" {
            guard let origin = row["origin"] as? String, let size = row["size"] as? NSNumber else {
                continue
            }
            found[origin] = "\(size) \(row["root"] as? String ?? "")"
        }
        return found
    }

    func hasReview(_ node: String, _ kind: String) async -> Bool {
        let items = await client.json(node, "/api/v1/review")?["items"] as? [[String: Any]] ?? []
        return items.contains { $0["kind"] as? String == kind }
    }

    /// Export into a folder here, import from it there: a USB stick.
    func carry(from source: String, to target: String, folder: String) async throws {
        try FileSystem.makeFolder(folder)
        let written = try await client.command(
            source, LocalCommand("export", options: ["for": target], arguments: [folder]))
        let read = try await client.command(
            target, LocalCommand("import", arguments: [folder]))
        check(
            written.exit == 0 && read.exit == 0, "U盘：\(source) → \(target)",
            "by stick: \(source) → \(target) \(written.error)\(read.error)")
    }

    private static let restoredNode = "320411"
    private var oldCopy: String { data.path + "/xinbei-backup.sqlite" }

    /// The copy of scene 6, made before anything else of the day happens: no week passes in a
    /// demonstration, so it stands for last week's.
    func keepOldCopy() async throws {
        _ = try FileSystem.remove(oldCopy)
        let saved = try await client.command(
            Self.restoredNode, LocalCommand("backup", arguments: [oldCopy]))
        check(
            saved.exit == 0, "新北区节点在一天开始之前备份，第六幕当作上周的备份",
            "Xinbei's store is copied before the day begins; in scene 6 it stands for last week's "
                + saved.error)
    }

    func restored() async throws {
        scene(
            6, "新北区节点用上周的备份（一天开始之前所做）恢复，此后的记录从其他节点取回",
            "Xinbei is restored from last week's copy (made before this day began); what came "
                + "since is fetched back from others")
        let node = Self.restoredNode
        _ = try await client.record(
            node,
            """
            acts:
              - {act: suspend, institution: "\(Self.xinbeiClinic)", region: "320411",
                 effective: \(today), type: medical, place: "320411",
                 cause: "演示 demonstration", basis: [N 42]}
            """)
        await expect("320400", Self.xinbeiClinic, "320411", "suspended")
        let folder = data.folder(node)
        let (before, old) = (entryCounts(folder.logs), entryCounts(oldCopy))
        check(
            old.own < before.own && old.all < before.all,
            "备份缺少本节点的 \(before.own - min(old.own, before.own)) 条、其他节点的记录若干条",
            "the copy lacks \(before.own - min(old.own, before.own)) entries of its own and "
                + "\((before.all - before.own) - min(old.all - old.own, before.all - before.own)) "
                + "of others")
        supervisor.stop(node, kill: true)
        for file in [folder.logs, folder.derived] {
            for suffix in ["", "-wal", "-shm"] { _ = try FileSystem.remove(file + suffix) }
        }
        try LogDatabase.restore(backup: oldCopy, to: folder.logs)
        say("    断电，放回旧备份，重新启动…… Power cut, old copy put back, started again …")
        try supervisor.launch(node)
        // In the copy the first is not even registered, and nobody has heard of the other two.
        await expect(node, Self.xinbeiClinic, "320411", "suspended")
        await expect(node, Self.tianningClinic, "320411", "designated")
        let known = await client.wait {
            (await self.client.status(node, Self.kunmingHospital, "532500")?
                .knownSanctionCount ?? 0) > 0
        }
        check(known != nil, "昆明的中止也已取回", "the suspension of Kunming is back, too")
        let back = await client.wait { self.entryCounts(folder.logs).own >= before.own }
        check(
            back != nil, "本节点的记录一条不少", "of its own entries none is missing")
        let took = await client.wait { await self.isCommonEqual([node, "320400"]) }
        check(took != nil, "摘要与市级节点一致", "its digest equals the city's")
        let again = await client.wait { await self.canRecord(node) }
        check(again != nil, "又能记录新的决定", "it records new acts again")
    }

    /// Entries of public logs in a store: of the restored node itself, and of all. Receipts are left
    /// out: they go on by themselves.
    private func entryCounts(_ path: String) -> (own: UInt64, all: UInt64) {
        let blobs = data.folder(Self.restoredNode).blobs
        // Losing the error is right: a store that cannot be read has not what is expected.
        guard let store = try? LogDatabase(path: path, blobs: blobs, access: .reader),
            let logs = try? store.logs()
        else { return (0, 0) }
        var counts: (own: UInt64, all: UInt64) = (0, 0)
        for log in logs {
            guard let name = try? LogName(origin: log.origin), name.stream != .receipts else {
                continue
            }
            counts.all += log.position.size
            if name.node == Self.restoredNode { counts.own += log.position.size }
        }
        return counts
    }

    private func canRecord(_ node: String) async -> Bool {
        let act = """
            acts:
              - {act: register, institution: "practice-licence:320411:DEMO2026XINBEI02",
                 region: "320411", effective: \(today), name: "〔演示〕新北诊所", type: medical,
                 kind: clinic, place: "320411", demonstration: true, basis: [S4 3]}
            """
        // Losing the error is right: while the node recovers it refuses, and is asked again.
        return (try? await client.record(node, act)) != nil
    }
}
