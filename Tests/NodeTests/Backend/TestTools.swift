import Designation
import Federation
import Glibc
import Logging
import Storage
import Synchronization
import TransparencyLog
import Web

@testable import Node

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A clock that tests move.
final class TestTime: Sendable {
    private let value: Mutex<UInt64>
    init(_ milliseconds: UInt64) { value = Mutex(milliseconds) }
    var now: UInt64 { value.withLock { $0 } }
    func advance(milliseconds: UInt64) { value.withLock { $0 += milliseconds } }
    func goBack(milliseconds: UInt64) { value.withLock { $0 -= milliseconds } }
}

/// A folder of its own, removed with its last reference.
final class TestFolder: Sendable {
    let path: String

    init(in parent: String = "/tmp") {
        var template = Array("\(parent)/backend-test-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no folder could be made for the test")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        if let names = try? FileSystem.names(in: path) {
            for name in names { remove("\(path)/\(name)") }
        }
        if Glibc.remove(path) != 0 { rmdir(path) }
    }
}
