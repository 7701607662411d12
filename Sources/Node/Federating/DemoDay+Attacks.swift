import Designation
import Federation
import Foundation
import Messages
import Storage
import TransparencyLog
import Transport

/// The last scene: a forged log is refused; a forked one is proved, shown and settled.
extension DemoDay {
    func forgedAndForked() async throws {
        scene(
            7, "伪造的日志被拒绝；分叉的日志被证明、公示并了结",
            "A forged log is refused; a forked one is proved, shown and settled")
        let victim = "371082"
        let log = try readLog(of: victim, .register)
        try await forged(log)
        try await forked(log, by: victim)
    }

    /// What the attacker has: a whole log of a node, and in the second case its key too.
    private struct StolenLog {
        var origin: Origin
        var key: VerifierKey
        var seed: [UInt8]
        var note: [UInt8]
        var entries: [[UInt8]]
    }

    private func readLog(
        of node: String, _ stream: Designation.Stream
    ) throws -> StolenLog {
        let folder = data.folder(node)
        guard let epoch = try EpochKeyFiles(folder: folder.epochs).currentEpochs()[stream] else {
            throw NodeError.unreadable(folder.epochs)
        }
        let database = try LogDatabase(
            path: folder.logs, blobs: folder.blobs, access: .reader)
        guard let log = try database.log(epoch.origin), let note = log.position.checkpoint?.note
        else { throw NodeError.unreadable(folder.logs) }
        return StolenLog(
            origin: epoch.origin, key: log.key, seed: epoch.seed, note: note,
            entries: try database.entries(epoch.origin, 0..<log.position.size))
    }

    /// Two forgeries: an entry more, signed with a key that is not the log's; and one byte changed under
    /// the true signature.
    private func forged(_ log: StolenLog) async throws {
        var entries = log.entries + [log.entries[log.entries.count - 1]]
        var edge = CompactRange()
        for entry in entries { edge.append(leaf: TreeHash.leaf(entry)) }
        let stranger = try NoteSigner(name: log.origin, seed: SystemEntropy.bytes(32))
        let note = try stranger.sign(
            Checkpoint(origin: log.origin, size: edge.size, root: edge.root))
        let folder = data.path + "/forged"
        try write(log, entries: entries, note: note.note, to: folder)
        let result = try await client.command("371000", LocalCommand("import", arguments: [folder]))
        let size = await logSize("371000", log.origin)
        check(
            result.exit == 1 && size == UInt64(log.entries.count),
            "用别的密钥续写的日志：拒绝，不采用任何记录",
            "a log continued with another key: refused, nothing applied. \(result.error.prefix(160))"
        )
        entries = log.entries
        let last = entries.count - 1
        entries[last][entries[last].count / 2] ^= 1
        try write(log, entries: entries, note: log.note, to: folder)
        let verified = await FolderVerifier.verify(
            log.origin, in: folder, keys: [log.origin: log.key])
        check(
            verified.problem != nil, "改动一个字节的日志：验证不通过",
            "one changed byte: `log verify` says so: \(verified.problem ?? "")")
    }

    private func forked(_ log: StolenLog, by victim: String) async throws {
        var entries = log.entries
        let last = entries.count - 1
        entries[last][entries[last].count / 2] ^= 1
        var edge = CompactRange()
        for entry in entries { edge.append(leaf: TreeHash.leaf(entry)) }
        let signer = try NoteSigner(name: log.origin, seed: log.seed)
        let forgery = try signer.sign(
            Checkpoint(origin: log.origin, size: edge.size, root: edge.root))
        let folder = data.path + "/forked"
        try write(log, entries: entries, note: forgery.note, to: folder)
        _ = try await client.command("371000", LocalCommand("import", arguments: [folder]))
        let shown = await client.wait { await self.hasReview("371000", "forked-log") }
        check(shown != nil, "证明已保存，列入复核", "the evidence is kept and listed for review")
        let told = await client.wait { await self.hasReview("370000", "forked-log") }
        check(told != nil, "其他节点也得到证明", "other nodes have the evidence too")
        let held = await client.status("371000", Self.rongchengClinic, "371082")
        check(
            held?.isSettleable == false, "了结之前，涉及的机构不予结算",
            "until it is settled, institutions it touches are not settleable")
        try await settle(log, by: "371000")
    }

    /// The parent closes the log at the history that it holds; the node goes on in a new epoch.
    private func settle(_ log: StolenLog, by parent: String) async throws {
        var edge = CompactRange()
        for entry in log.entries { edge.append(leaf: TreeHash.leaf(entry)) }
        _ = try await client.record(
            parent,
            """
            acts:
              - {act: close, log: "\(log.origin.text)", size: \(edge.size),
                 root: "\(edge.root.hex)", reason: fork-settled, effective: \(today)}
            """)
        await expect("371000", Self.rongchengClinic, "371082", "designated")
        let renewed = await client.wait {
            let act = """
                acts:
                  - {act: register, institution: "practice-licence:371082:DEMO2026RONGCHENG02",
                     region: "371082", effective: \(self.today), name: "〔演示〕荣成诊所",
                     type: medical, kind: clinic, place: "371082", demonstration: true,
                     basis: [S3 4]}
                """
            return (try? await self.client.record("371082", act)) != nil
        }
        check(
            renewed != nil, "上级关闭日志后，荣成在新的日志中继续",
            "the superior closed the log; Rongcheng goes on in a new one")
    }

    private func logSize(_ node: String, _ origin: Origin) async -> UInt64 {
        let folder = data.folder(node)
        // Losing the error is right: an unreadable store has not the size that is expected.
        guard
            let database = try? LogDatabase(
                path: folder.logs, blobs: folder.blobs, access: .reader),
            let log = try? database.log(origin)
        else { return 0 }
        return log.position.size
    }

    private func plain(_ bytes: [UInt8]) -> FetchedBytes {
        FetchedBytes(bytes: bytes, isGzip: false)
    }

    /// Writes a log in the layout of the read path, as a stick or a cache would carry it.
    private func write(
        _ log: StolenLog, entries: [[UInt8]], note: [UInt8], to folder: String
    ) throws {
        if FileManager.default.fileExists(atPath: folder) {
            try FileManager.default.removeItem(atPath: folder)
        }
        try FileSystem.makeFolder(folder)
        var writer = try FolderLogWriter(root: folder)
        _ = try writer.write(
            .verifierKey, of: log.origin, bytes: plain(Array((log.key.vkey + "\n").utf8)))
        let size = UInt64(entries.count)
        let leaves = entries.map { TreeHash.leaf($0) }
        var level = 0
        var hashes = leaves
        while !hashes.isEmpty {
            for start in stride(from: 0, to: hashes.count, by: Tile.width) {
                let part = Array(hashes[start..<min(start + Tile.width, hashes.count)])
                guard
                    let tile = TileCoordinate(
                        level: level, index: UInt64(start / Tile.width), width: part.count)
                else { continue }
                _ = try writer.write(.tile(tile), of: log.origin, bytes: plain(Tile.encode(part)))
            }
            hashes = stride(from: 0, to: hashes.count - hashes.count % Tile.width, by: Tile.width)
                .map { MerkleTree.root(ofLeaves: Array(hashes[$0..<$0 + Tile.width])) }
            level += 1
        }
        for index in 0...(size - 1) / 256 {
            guard let bundle = BundleCoordinate.covering(index: index, treeSize: size) else {
                continue
            }
            let first = Int(index) * 256
            let bytes = try EntryBundle.encode(
                Array(entries[first..<first + bundle.width]))
            _ = try writer.write(.entries(bundle), of: log.origin, bytes: plain(bytes))
        }
        _ = try writer.write(.checkpoint, of: log.origin, bytes: plain(note))
        try writer.synchronize()
    }
}
