import Foundation
import Glibc
import Testing
import Transport

/// The real `serve` process on a disk that gives no more room: a limit on the size of files, which
/// needs no rights and is lifted while the process runs.
@Suite("A serving node without room", .serialized)
struct ServeTroubleTests {
    /// `dingdian serve` as a child, with writes beyond a limit answered by an error instead of a signal.
    private final class Serving {
        let process = Process()
        let url: String

        init(_ folder: String, port: Int) throws {
            url = "http://127.0.0.1:\(port)"
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = [
                "-c", "trap '' XFSZ; exec \"$0\" serve --data \"$1\"", try Program.path().path,
                folder,
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        func limitFiles(_ size: String) throws {
            let tool = Process()
            tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tool.arguments = [
                "prlimit", "--pid", "\(process.processIdentifier)", "--fsize=\(size):",
            ]
            try tool.run()
            tool.waitUntilExit()
            try #require(tool.terminationStatus == 0, "prlimit (util-linux) is needed")
        }

        /// Status and text of an answer; status 0 while nobody answers.
        func get(_ path: String) async -> (status: Int, text: String) {
            // Losing the error is right: nobody answers, which is what 0 says.
            guard let answer = try? await CurlClient().send(HTTPRequest(url: url + path)) else {
                return (0, "")
            }
            return (answer.status, String(decoding: answer.body, as: UTF8.self))
        }

        func eventually(
            _ what: String, _ isSo: (Int, String) -> Bool, at path: String = "/readyz"
        ) async throws {
            var last = (status: 0, text: "")
            let clock = ContinuousClock()
            let end = clock.now + .seconds(180)
            while clock.now < end {
                last = await get(path)
                if isSo(last.status, last.text) { return }
                try await Task.sleep(for: .milliseconds(50))
            }
            Issue.record("\(what) did not come about: \(last.status) \(last.text)")
        }

        func stop() {
            process.terminate()
            process.waitUntilExit()
        }
    }

    @Test func itSaysSoKeepsAnsweringAndRecoversByItself() async throws {
        let folder = try TestFolder()
        let port = try FreePorts.base(count: 1)
        let settings = try folder.write(
            "node: root\nport: \(port)\noffline: true\ndemonstration: true\n".utf8,
            to: "root.yaml")
        let data = folder.path + "/root"
        let made = try Program.run([
            "init", "--config", settings, "--federation", "probe", "--data", data,
        ])
        try #require(made.status == 0, "\(made.error)")
        let serving = try Serving(data, port: port)
        defer { serving.stop() }
        try await serving.eventually("the start") { status, _ in status == 200 }

        let act = "- {act: decide, region: CN, name: cross-region.county-act, value: review}\n"
        let acts = try folder.write(String(repeating: act, count: 100).utf8, to: "acts.yaml")
        let call = ["record", acts, "--officer", "t", "--json", "--data", data]
        let first = try Program.run(call)
        try #require(first.status == 0, "\(first.error)")
        // No file may grow beyond what the log's own one has now.
        let sizes = try ["logs.sqlite", "logs.sqlite-wal"].map {
            try FileManager.default.attributesOfItem(atPath: "\(data)/\($0)")[.size] as? Int ?? 0
        }
        try serving.limitFiles("\(max(65_536, sizes.max() ?? 0))")
        let filled = try await Self.fill(serving, folder: folder, data: data, act: act)
        let acknowledgedThen = 100 + filled.acknowledged
        let refused = try #require(filled.refusal, "the disk never filled up")
        #expect(refused.status == 1)
        #expect(refused.error.hasPrefix("未完成"), "\(refused.error)")
        #expect(!refused.error.contains("Fatal"), "\(refused.error)")
        #expect(filled.saysSo, "the node does not say so")
        // Questions go on: no region is recorded here, which is an answer too.
        let question = "/api/v1/status?institution=practice-licence:220100:X1&region=220100"
        let status = await serving.get(question).status
        #expect((200..<500).contains(status), "\(status)")
        #expect(await serving.get("/api/v1/digest").status == 200)
        #expect(await serving.get("/healthz").status == 200)
        #expect(serving.process.isRunning)

        try serving.limitFiles("unlimited")
        try await serving.eventually("it is well again") { status, _ in status == 200 }
        // Where the refused hundred were written all the same, the file is known as one that broke off.
        let after = try Program.run(call + ["--from", "1"])
        #expect(after.status == 0, "\(after.error)")
        let acknowledged = acknowledgedThen + 100
        let logs = try Program.run(["log", "verify", "--json", "--data", data])
        #expect(logs.status == 0, "\(logs.error)")
        let list = try Program.run(["log", "ls", "--json", "--data", data]).text
        let entries = try #require(Self.size(of: "/directory/", in: list), "\(list)")
        // Entry 0 opens the epoch. What was refused may have been written all the same; what was
        // acknowledged is there.
        #expect(entries >= acknowledged + 1)
    }

    /// Records until the node says that it cannot: a hundred acts at a time, and single ones once those are
    /// refused. A smaller write may still fit then, and the node is right to call itself ready again.
    private static func fill(
        _ serving: Serving, folder: TestFolder, data: String, act: String
    ) async throws -> (acknowledged: Int, refusal: Program.Output?, saysSo: Bool) {
        var acknowledged = 0
        var refusal: Program.Output?
        for _ in 0..<600 {
            let count = refusal == nil ? 100 : 1
            let acts = try folder.write(
                String(repeating: act, count: count).utf8, to: "acts-\(count).yaml")
            let result = try Program.run([
                "record", acts, "--officer", "t", "--json", "--data", data,
            ])
            if result.status == 0 {
                acknowledged += count
            } else {
                refusal = result
                if await serving.get("/readyz").status == 503 {
                    return (acknowledged, refusal, true)
                }
            }
        }
        return (acknowledged, refusal, false)
    }

    private static func size(of stream: String, in list: String) -> Int? {
        guard let rows = try? JSONSerialization.jsonObject(with: Data(list.utf8)) as? [Any] else {
            return nil
        }
        return rows.compactMap { $0 as? [String: Any] }
            .first { ($0["origin"] as? String)?.contains(stream) == true }?["size"] as? Int
    }
}
