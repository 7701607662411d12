public import TransparencyLog

/// The read path over a store: what a static file server of the same log would give (C2SP tlog-tiles).
public enum StoredResource {
    /// The bytes of a resource, `nil` when the log does not have it.
    ///
    /// - Throws: what the store throws.
    public static func read(
        _ resource: LogResource, _ origin: Origin, _ store: any ReplicaStore
    ) throws -> PushedResource? {
        switch resource {
        case .checkpoint:
            guard let note = try store.log(origin)?.position.checkpoint?.note else { return nil }
            return PushedResource(resource: resource, bytes: note, isGzip: false)
        case .verifierKey:
            guard let key = try store.log(origin)?.key else { return nil }
            return PushedResource(
                resource: resource, bytes: Array((key.vkey + "\n").utf8), isGzip: false)
        case .tile(let coordinate):
            guard let hashes = try store.tile(origin, coordinate) else { return nil }
            return PushedResource(
                resource: resource, bytes: Tile.encode(hashes), isGzip: false)
        case .entries(let coordinate):
            guard let bundle = try store.bundle(origin, coordinate) else { return nil }
            return PushedResource(
                resource: resource, bytes: bundle.bytes, isGzip: bundle.isGzip)
        }
    }
}
