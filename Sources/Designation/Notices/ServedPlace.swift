/// A place that an agreement covers, or that passed, with its own services (S2 23(2)–(4)).
public struct ServedPlace: Hashable, Sendable {
    /// As papers call it.
    public var name: String
    public var services: [Service]

    public init(name: String, services: [Service]) {
        self.name = name
        self.services = services
    }

    /// The places of agreements of one day, each once with all that any of them covers there.
    public static func places(of coverage: [Coverage]) -> [ServedPlace] {
        var places: [ServedPlace] = []
        guard coverage.contains(where: { !$0.sites.isEmpty }) else { return [] }
        for cover in coverage {
            for site in cover.sites.isEmpty ? ["执业许可所载地点"] : cover.sites {
                if let index = places.firstIndex(where: { $0.name == site }) {
                    let known = places[index].services
                    places[index].services += cover.services.filter { !known.contains($0) }
                } else {
                    places.append(ServedPlace(name: site, services: cover.services))
                }
            }
        }
        return places
    }

    /// Those of `services` that every place has.
    static func common(_ services: [Service], _ places: [ServedPlace]) -> [Service] {
        services.filter { service in places.allSatisfy { $0.services.contains(service) } }
    }
}

/// The column of places, in lists where any line names some: whoever chooses or objects has to see which
/// place has which services (S2 22, S2 23, N9, N11).
struct PlaceColumn {
    let header: [String]

    init(_ places: [[ServedPlace]]) {
        header = places.contains { !$0.isEmpty } ? ["执业地点（服务类别）"] : []
    }

    func cell(_ places: [ServedPlace]) -> [String] {
        if header.isEmpty { return [] }
        return [
            places.map { "\($0.name)（\(NoticeWords.services($0.services))）" }
                .joined(separator: "；")
        ]
    }

    /// What is said of all places: a service that one place alone has stands with that place.
    func services(_ services: [Service], _ places: [ServedPlace]) -> String {
        let all = places.flatMap(\.services)
        let wanted = services.isEmpty ? Service.allCases.filter(all.contains) : services
        let common = ServedPlace.common(wanted, places)
        if places.isEmpty { return NoticeWords.services(services) }
        return common.isEmpty ? "见各执业地点" : NoticeWords.services(common)
    }
}
