/// An agreement that counts, with the day and the cause of its end.
struct AgreementState {
    let position: Int
    let seat: Ledger.Seat
    let scope: FundScope
    let start: LegalDate
    /// The legal day of the signing itself.
    let signedDay: LegalDate
    /// That on which it was recorded where it counts; later than the signing if it was recorded again.
    let recordedDay: LegalDate
    /// The seat of the agency whose assessment was recognised; `nil` when it rests on nobody else's.
    let restsOn: Ledger.Seat?
    /// Services from each day on; the first entry is the agreement's own.
    var services: [(from: LegalDate, set: ServiceSet)]
    /// Sites from each day on; empty where none was ever named.
    var sites: [(from: LegalDate, names: [String])]
    /// The ends of term that followed each other, the last one in force.
    var terms: [LegalDate]
    /// From each day on the day on which the term, as it then was, ended the agreement.
    var termEnds: [(from: LegalDate, end: LegalDate)] = []
    var end: LegalDate
    var endStatus: Status
    var endRule: Reason.Rule
    var endPosition: Int
    var endCitations: [Citation]
    /// A recorded end that is what ended it, and that the law calls a termination.
    var endedAs: EndedAs?
    /// Sanctions that bear on this agreement while they hold.
    var burdens: [Burden] = []
    /// Terminations that end it.
    var killers: [Burden] = []
    /// Agreements of other offices of the pool that hold before this one while they run: their indexes.
    var behind: [Int] = []
    /// Renewals that count, with their days.
    var renewals: [(position: Int, day: LegalDate)] = []

    /// What a recorded end is by its cause, whatever word recorded it.
    enum EndedAs {
        /// It was not renewed, and the edition calls that a termination (P38).
        case failedRenewal
        /// The institution asked for it (N43(12), P40).
        case requested
    }

    var isFailedRenewal: Bool { endedAs == .failedRenewal }

    func isAlive(on day: LegalDate) -> Bool { start <= day && day < end }

    func services(on day: LegalDate) -> ServiceSet {
        var result = ServiceSet()
        for step in services where step.from <= day { result = step.set }
        return result
    }

    /// The end of the term that runs on a day; ``end`` where none is known yet.
    func termEnd(on day: LegalDate) -> LegalDate {
        termEnds.last { $0.from <= day }?.end ?? end
    }

    /// Empty: the licence's one place.
    func sites(on day: LegalDate) -> [String] {
        var result: [String] = []
        for step in sites where step.from <= day { result = step.names }
        return result
    }

    /// Behind other changes of the same day: the last in order holds.
    mutating func change(_ names: [String], from: LegalDate) {
        var place = sites.endIndex
        while place > 0, sites[place - 1].from > from { place -= 1 }
        sites.insert((from, names), at: place)
    }

    /// Whether this agreement is a later one that the termination does not touch: written after it,
    /// signed and starting not before its day.
    func survives(_ termination: SanctionState) -> Bool {
        position > termination.position && signedDay >= termination.from
            && start >= termination.from
    }
}

/// Services as a small set; listed in the order of their names.
struct ServiceSet: Equatable {
    private var bits: UInt8 = 0

    /// Every set as a list in the order of names, by its bits: made once, so that no list costs memory.
    private static let lists: [[Service]] = {
        let sorted = Service.allCases.sorted()
        return (0..<UInt8(1 << Service.allCases.count)).map { bits in
            sorted.filter { bits & bit($0) != 0 }
        }
    }()

    init() {}

    init(_ services: [Service]) {
        for service in services { bits |= Self.bit(service) }
    }

    mutating func formUnion(_ other: ServiceSet) { bits |= other.bits }

    mutating func insert(_ service: Service) { bits |= Self.bit(service) }

    var list: [Service] { bits == 0 ? [] : Self.lists[Int(bits)] }

    private static func bit(_ service: Service) -> UInt8 {
        switch service {
        case .outpatient: 1
        case .inpatient: 2
        case .purchase: 4
        case .chronicDisease: 8
        case .dualChannel: 16
        case .care: 32
        case .internet: 64
        }
    }
}
