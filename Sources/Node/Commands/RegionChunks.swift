import Designation
import Federation

/// Cuts a tree of regions into events that each count alone: the directory judges one event at a
/// time (protocol §2.4), so a region comes together with the regions that it names, or after them.
enum RegionChunks {
    /// As many regions as an event holds comfortably; only what names each other may be more.
    private static let comfortable = 100

    static func events(of regions: [Region]) -> [DirectoryEvent] {
        var open: [RegionCode: Region] = [:]
        for region in regions { open[region.code] = region }
        var chunk: [Region] = []
        var events: [DirectoryEvent] = []
        for region in regions {
            let group = group(of: region.code, from: &open)
            if !chunk.isEmpty, chunk.count + group.count > comfortable {
                events.append(.regions(chunk))
                chunk = []
            }
            chunk += group
        }
        if !chunk.isEmpty { events.append(.regions(chunk)) }
        return events
    }

    /// The region with all that it names, directly or not, and that is not in an event yet: those
    /// that are named first.
    private static func group(
        of code: RegionCode, from open: inout [RegionCode: Region]
    ) -> [Region] {
        guard let region = open.removeValue(forKey: code) else { return [] }
        var group: [Region] = []
        for named in [region.parent, region.pool, region.unit].compactMap(\.self) {
            group += self.group(of: named, from: &open)
        }
        return group + [region]
    }
}
