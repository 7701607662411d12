import Foundation

/// The peer: two PostgreSQL clusters of the machine's own version, started for the benchmark and
/// removed with it. The one publishes, the other subscribes.
final class BenchPostgres: Sendable {
    enum Side: String { case publisher, subscriber }
    enum Form: String, CaseIterable {
        /// Rows and their primary key, nothing else.
        case plain
        /// With a trigger that keeps one row for each institution, as our fold does.
        case projected = "with projection"
    }

    static let advice =
        "PostgreSQL is not installed, so the peer's side is missing; install it with "
        + "`apt-get install postgresql`."

    private let programs: String
    private let folder: String
    private let isRoot: Bool
    let version: String

    /// - Returns: `nil` when PostgreSQL is not installed.
    init?(folder: String) throws {
        guard let programs = Self.programs() else { return nil }
        self.programs = programs
        self.folder = folder
        isRoot = geteuid() == 0
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        if isRoot { try BenchTool.run("/bin/chown", ["postgres", folder]) }
        // Losing the error is right: the version is only for the heading.
        let version = try? BenchTool.run(programs + "/postgres", ["--version"])
        self.version = (version ?? "PostgreSQL").split(separator: "\n").joined()
        for side in [Side.publisher, .subscriber] { try start(side) }
        try guardAgainstLeftovers()
    }

    /// Stops the clusters should the benchmark itself be killed.
    private func guardAgainstLeftovers() throws {
        let stops = [Side.publisher, .subscriber].map { side in
            let head = "\(folder)/\(side.rawValue)/postmaster.pid"
            return "kill -QUIT $(head -1 '\(head)' 2>/dev/null) 2>/dev/null"
        }
        let script =
            "while kill -0 \(getpid()) 2>/dev/null && [ -d '\(folder)' ]; do sleep 2; done; "
            + stops.joined(separator: "; ") + "; sleep 2; rm -rf '\(folder)'"
        // In a session of its own, so that what ends the benchmark does not end the guard.
        try BenchTool.run("/usr/bin/setsid", ["-f", "/bin/sh", "-c", script])
    }

    /// The newest installed version's folder of programs.
    private static func programs() -> String? {
        let root = "/usr/lib/postgresql"
        // Losing the error is right: no folder, no PostgreSQL.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.compactMap { Int($0) }.max()
        return newest.map { "\(root)/\($0)/bin" }.flatMap {
            FileManager.default.isExecutableFile(atPath: $0 + "/initdb") ? $0 : nil
        }
    }

    /// PostgreSQL refuses to run as root.
    @discardableResult
    private func run(
        _ program: String, _ arguments: [String], input: String = ""
    ) throws -> String {
        let path = "\(programs)/\(program)"
        guard isRoot else { return try BenchTool.run(path, arguments, input: input) }
        return try BenchTool.run(
            "/usr/sbin/runuser", ["-u", "postgres", "--", path] + arguments, input: input)
    }

    private func start(_ side: Side) throws {
        let data = "\(folder)/\(side.rawValue)"
        try run(
            "initdb",
            ["-D", data, "-A", "trust", "-U", "postgres", "-N", "--no-locale", "-E", "UTF8"])
        // The promises that we make: what is acknowledged or applied survives a power cut.
        let settings = [
            "wal_level=logical", "fsync=on", "synchronous_commit=on", "listen_addresses=''",
            "unix_socket_directories='\(folder)'", "shared_buffers=512MB", "max_wal_size=8GB",
            "max_worker_processes=16", "wal_receiver_status_interval=1",
            // Without it workers may begin seconds late, which is no measure of their pace.
            "wal_retrieve_retry_interval=50ms",
        ]
        let options = settings.map { "-c \($0)" }.joined(separator: " ")
        try run(
            "pg_ctl",
            [
                "-D", data, "-w", "-l", "\(folder)/\(side.rawValue).log", "-o",
                "-p \(port(side)) \(options)", "start",
            ])
    }

    private func port(_ side: Side) -> Int { side == .publisher ? 54_391 : 54_392 }

    /// Runs statements, each by itself, and returns the last value printed.
    @discardableResult
    func sql(_ side: Side, _ statements: String) throws -> String {
        let output = try run(
            "psql",
            [
                "-h", folder, "-p", "\(port(side))", "-U", "postgres", "-X", "-A", "-t", "-q",
                "-v", "ON_ERROR_STOP=1", "-f", "-", "postgres",
            ],
            input: "SET statement_timeout = '900s';\n" + statements)
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }

    func number(_ side: Side, _ statements: String) throws -> Double {
        Double(try sql(side, statements)) ?? 0
    }

    /// How the subscriber reaches the publisher.
    var connection: String {
        "host=\(folder) port=\(port(.publisher)) user=postgres dbname=postgres"
    }

    func close() {
        for side in [Side.publisher, .subscriber] {
            // Losing the error is right: the folder goes anyway.
            _ = try? run("pg_ctl", ["-D", "\(folder)/\(side.rawValue)", "-m", "immediate", "stop"])
        }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
