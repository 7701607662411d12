import Designation
import Foundation
import Messages

/// `wrk`, when it is installed: many requests over 64 connections.
struct BenchWrk {
    static let advice =
        "wrk is not installed, so figures over HTTP are missing; install it with "
        + "`apt-get install wrk`."

    struct Result {
        var rate: Double
        /// Milliseconds, 99th percentile.
        var slowest: Double
    }

    private let program: String
    private let script: String

    init?(folder: String) {
        guard let program = BenchTool.find("wrk") else { return nil }
        self.program = program
        script = folder + "/paths.lua"
    }

    static func path(_ number: Int) -> String {
        let id = BenchActs.institution(number).description
        return "/api/v1/status?institution=\(id)&region=\(BenchPlan.city)&on=\(BenchActs.askedDay)"
    }

    static func statusRequest(_ number: Int, port: Int) -> [UInt8] {
        Array("GET \(path(number)) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
    }

    /// Status questions for institutions in turn; for none, the plain endpoint with addresses of the
    /// same length.
    func run(port: Int, institutions: Int) throws -> Result {
        let prefix = Self.path(0).split(separator: "?").last.map(String.init) ?? ""
        let number = BenchActs.institution(0).number
        let parts = prefix.components(separatedBy: number)
        let head = institutions > 0 ? "/api/v1/status?" : "/api/v1/hello?"
        let lua = """
            local place = 0
            request = function()
                place = (place + 7919) % \(max(institutions, 5_700))
                local number = string.format("PDY99010017A%08d", place)
                return wrk.format("GET", "\(head)\(parts[0])" .. number .. "\(parts[1])")
            end

            """
        guard FileManager.default.createFile(atPath: script, contents: Data(lua.utf8)) else {
            throw BenchError.missing(script)
        }
        let output = try BenchTool.run(
            program,
            [
                "-t", "1", "-c", "64", "-d", "4s", "--latency", "-s", script,
                "http://127.0.0.1:\(port)/",
            ])
        return try parse(output)
    }

    private func parse(_ output: String) throws -> Result {
        var result = Result(rate: 0, slowest: 0)
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let first = words.first, words.count >= 2 else { continue }
            if first == "Requests/sec:" { result.rate = Double(words[1]) ?? 0 }
            if first == "99%" { result.slowest = milliseconds(words[1]) }
            if line.contains("Non-2xx") {
                throw BenchError.tool("Status questions were refused under load: \(line)")
            }
        }
        return result
    }

    private func milliseconds(_ text: Substring) -> Double {
        for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1_000)] where text.hasSuffix(unit) {
            return (Double(text.dropLast(unit.count)) ?? 0) * factor
        }
        return 0
    }
}
