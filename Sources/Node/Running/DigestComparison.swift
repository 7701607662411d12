import Federation
import TransparencyLog
import Transport

/// Asks a peer that this node dials where the two registries part, after an alarm or on request
/// (protocol §8.4).
struct DigestComparison: Sendable {
    /// More buckets or institutions than these are not looked at: the cause is found in the first.
    static let maximumBucketCount = 8
    static let maximumInstitutionCount = 100

    let core: NodeCore
    let shell: PeerShell

    enum Failure: Error, Hashable {
        /// The peer was not reached, or its answer cannot be read.
        case noAnswer
        /// The peer does not fold the scope, or may not tell it.
        case refused
    }

    /// - Returns: `nil` when the two do not differ.
    func run(_ peer: String, scope: String) async throws -> DigestDifference? {
        guard let own = try await core.with({ try $0.ownDetail(scope, bucket: nil) }),
            let inputs = own.inputs
        else { throw Failure.refused }
        let edition = core.registry.view.directory.foldEdition
        let query = DigestQuery(scope: scope, foldEdition: edition, inputs: inputs, bucket: nil)
        let (theirs, isSame) = try await ask(peer, query)
        guard isSame else {
            let logs = DigestDifference.logs(own.logs, theirs.logs)
            return logs.isEmpty ? nil : DigestDifference(peer: peer, scope: scope, logs: logs)
        }
        guard let buckets = DigestDifference.buckets(own.buckets, theirs.buckets) else {
            throw Failure.noAnswer
        }
        guard !buckets.isEmpty else { return nil }
        var found: [String] = []
        for bucket in buckets.prefix(Self.maximumBucketCount) {
            found += try await institutions(peer, query, bucket)
        }
        let shown = Array(found.sorted().prefix(Self.maximumInstitutionCount))
        return DigestDifference(
            peer: peer, scope: scope, institutions: shown,
            hasMore: buckets.count > Self.maximumBucketCount || shown.count < found.count)
    }

    private func institutions(
        _ peer: String, _ query: DigestQuery, _ bucket: UInt8
    ) async throws -> [String] {
        var query = query
        query.bucket = bucket
        let (theirs, isSame) = try await ask(peer, query)
        let scope = query.scope
        // The peer went on meanwhile: what was found so far stands.
        guard isSame, let own = try await core.with({ try $0.ownDetail(scope, bucket: bucket) })
        else { return [] }
        return DigestDifference.institutions(own.rows, theirs.rows)
    }

    private func ask(
        _ peer: String, _ query: DigestQuery
    ) async throws -> (detail: DigestDetail, isSame: Bool) {
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await shell.send(
                peer,
                HTTPRequest(
                    method: "POST", url: "/sync/v1/digest", body: query.encoded(),
                    maximumByteCount: 4 << 20))
        } catch {
            throw Failure.noAnswer
        }
        switch response.status {
        case 200, 409:
            // Losing the error is right: whatever is wrong with it, there is no answer.
            guard let detail = try? DigestDetail(encoded: response.body) else {
                throw Failure.noAnswer
            }
            return (detail, response.status == 200)
        case 403, 404: throw Failure.refused
        default: throw Failure.noAnswer
        }
    }
}
