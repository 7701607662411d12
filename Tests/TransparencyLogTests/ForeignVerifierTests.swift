import Foundation
import Testing

@testable import TransparencyLog

/// Our logs are verified by code that we did not write: Go's sumdb/note and sumdb/tlog.
@Suite(.serialized) struct ForeignVerifierTests {
    /// The program of `Tests/Foreign/verifylog`, built once for all tests.
    private struct GoVerifier {
        let folder: TemporaryFolder
        let program: URL

        init() throws {
            folder = try TemporaryFolder()
            program = folder.url.appendingPathComponent("verifylog")
            let source = ForeignProgram.folder.appendingPathComponent("verifylog")
            let go = ["/usr/bin/go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"]
                .first(where: FileManager.default.isExecutableFile(atPath:))
            let compiler = try #require(
                go, "Go is not installed: run `make test`, or apt install golang-go")
            let package = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"
            try #require(
                FileManager.default.fileExists(atPath: package),
                "Go's mod package is missing: apt install golang-golang-x-mod-dev")
            let built = try ForeignProgram.run(
                URL(fileURLWithPath: compiler), ["build", "-o", program.path, "."], in: source,
                environment: [
                    "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "",
                    "GOCACHE": folder.url.appendingPathComponent("cache").path,
                    "HOME": folder.url.path, "PATH": "/usr/bin:/bin",
                ])
            try #require(built.status == 0, "verifylog does not build: \(built.text)")
        }

        func verify(_ folder: URL) throws -> (status: Int32, text: String) {
            try ForeignProgram.run(program, [folder.path], in: folder, environment: [:])
        }
    }

    @Test func goVerifiesLogsOfAllSizesAndRefusesDamagedOnes() throws {
        let verifier = try GoVerifier()
        for size in [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_001] {
            let folder = try TemporaryFolder()
            let name = "example.cn/222401/register/e\(size)"
            let place = try LogExport.write(size: size, into: folder.url, name: name)
            let result = try verifier.verify(folder.url)
            #expect(result.status == 0, "size \(size): \(result.text)")
            #expect(result.text == "\(name): \(size) entries verified\n")
            let sample = size > 1000 ? 12 : 40
            try refusesFlippedBytes(verifier, place, folder.url, seed: UInt64(size), count: sample)
        }
    }

    /// Changes one byte at a time, in every file at least once where there are few of them.
    private func refusesFlippedBytes(
        _ verifier: GoVerifier, _ place: URL, _ folder: URL, seed: UInt64, count: Int
    ) throws {
        var generator = SplitMix(seed: seed)
        let files = try LogExport.files(below: place)
        for number in 0..<count {
            let file =
                count >= files.count
                ? files[number % files.count]
                : try #require(files.randomElement(using: &generator))
            let original = try Data(contentsOf: file)
            var changed = [UInt8](original)
            let position = Int.random(in: changed.indices, using: &generator)
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            try Data(changed).write(to: file)
            let result = try verifier.verify(folder)
            #expect(result.status == 1, "byte \(position) of \(file.path), seed \(seed)")
            #expect(result.text.contains("is refused:"), "\(result.text)")
            try original.write(to: file)
        }
        #expect(try verifier.verify(folder).status == 0)
    }

    @Test func goRefusesMissingAndSurplusFiles() throws {
        let verifier = try GoVerifier()
        let folder = try TemporaryFolder()
        #expect(try verifier.verify(folder.url).status == 2, "there is no log")
        let place = try LogExport.write(size: 300, into: folder.url, name: "example.cn/a/b/c")
        for file in try LogExport.files(below: place) where file.lastPathComponent != "checkpoint" {
            let content = try Data(contentsOf: file)
            try FileManager.default.removeItem(at: file)
            #expect(try verifier.verify(folder.url).status == 1, "\(file.path)")
            try content.write(to: file)
        }
        let surplus = place.appendingPathComponent("tile/0/005")
        try Data(count: 8192).write(to: surplus)
        #expect(try verifier.verify(folder.url).status == 1)
        try FileManager.default.removeItem(at: surplus)
        #expect(try verifier.verify(folder.url).status == 0)
    }
}
