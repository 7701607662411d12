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
        for node in ["222401", office] {
            let took = await client.wait {
                await self.hasReview(node, "application-while-terminated")
            }
            check(
                took != nil, "节点 \(node) 列出待复核事项：已解除机构的申请",
                "node \(node) lists the clash for review")
        }
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

    func restored() async throws {
        scene(
            6, "新北区节点用旧备份恢复，缺失的记录从上级取回",
            "Xinbei's node is restored from an old copy and fetches its lost entries back")
        let node = "320411"
        let copy = data.path + "/xinbei-backup.sqlite"
        _ = try FileSystem.remove(copy)
        let saved = try await client.command(node, LocalCommand("backup", arguments: [copy]))
        check(saved.exit == 0, "已备份", "backup made \(saved.error)")
        _ = try await client.record(
            node,
            signing(
                Self.xinbeiClinic, name: "新北门诊部", type: "medical", kind: "clinic",
                place: "320411", region: "320411", services: "outpatient", basis: "S4 3"))
        await expect("320400", Self.xinbeiClinic, "320411", "designated")
        supervisor.stop(node, kill: true)
        let folder = data.folder(node)
        for file in [folder.logs, folder.derived] {
            for suffix in ["", "-wal", "-shm"] { _ = try FileSystem.remove(file + suffix) }
        }
        try LogDatabase.restore(backup: copy, to: folder.logs)
        say("    断电，恢复旧备份，重新启动…… Power cut, old copy put back, started again …")
        try supervisor.launch(node)
        await expect(node, Self.xinbeiClinic, "320411", "designated")
        let took = await client.wait { await self.isCommonEqual([node, "320400"]) }
        check(took != nil, "摘要与市级节点一致", "its digest equals the city's")
        let again = await client.wait { await self.canRecord(node) }
        check(again != nil, "又能记录新的决定", "it records new acts again")
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
