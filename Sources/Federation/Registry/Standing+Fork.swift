import Designation

extension Standing {
    /// An event of a log with two histories touches this institution: until that is settled nothing is
    /// settleable, whatever the history held here says (protocol §4).
    mutating func markForked(by event: EventReference, region: RegionCode) {
        let reason = Reason(event: event, rule: .forked, citations: [], region: region)
        for timeline in timelines.indices {
            for span in timelines[timeline].spans.indices
            where timelines[timeline].spans[span].status == .designated {
                timelines[timeline].spans[span].status = .unknown
                timelines[timeline].spans[span].services = []
                timelines[timeline].spans[span].reasons.append(reason)
            }
        }
        let key = "forked-log,\(institution),\(event.origin)"
        guard !reviewItems.contains(where: { $0.key == key }) else { return }
        let place = reviewItems.firstIndex { key < $0.key } ?? reviewItems.endIndex
        reviewItems.insert(
            ReviewItem(
                key: key, kind: .forkedLog, institution: institution, events: [event],
                citations: [], region: region), at: place)
    }
}
