import Designation

/// What a question is answered (protocol §7.8), once more and as plainly as it can be said: each day by
/// itself, and the days around by looking at them one after the other.
struct SlowAnswer: Equatable {
    var status: Status
    var settleable: Bool
    var services: Set<Service>
    var scope: FundScope?
    /// What holds under each fund, as `basic designated true`.
    var scopes: [String] = []
    /// The first and the last day around with the same answer; `nil`: none in the days looked at.
    var since: LegalDate?
    var until: LegalDate?

    /// - Parameters:
    ///   - number: the place of the question's day among the days.
    ///   - addresses: of the licence's one place on each of the days.
    init(
        _ question: StatusQuestion, unit: RegionCode, at number: Int, of days: [LegalDate],
        in places: [SlowRegistry.Place: [SlowRegistry.Day]], addresses: [String]
    ) {
        let funds = places.keys.filter {
            $0.unit == unit && (question.scope == nil || question.scope == $0.scope)
        }
        .sorted { $0.scope.rawValue < $1.scope.rawValue }
        // Care insurance pays for care and for nothing else, where both are there.
        var asked = funds
        if funds.count > 1, let service = question.service {
            let fitting = funds.filter { ($0.scope == .care) == (service == .care) }
            if !fitting.isEmpty { asked = fitting }
        }
        let answers = asked.map { fund in
            Self(
                question, scope: fund.scope, lived: places[fund] ?? [], at: number, of: days,
                addresses: addresses)
        }
        guard let worst = answers.min(by: { $0.favour < $1.favour }) else {
            self.init(
                status: .notDesignated, settleable: false, services: [], scope: question.scope)
            return
        }
        self = worst
        if answers.count > 1 {
            since = answers.compactMap(\.since).max()
            until = answers.compactMap(\.until).min()
            scopes = answers.map(\.line)
            if answers.allSatisfy(\.settleable) {
                scope = nil
                services = answers.reduce(worst.services) { $0.intersection($1.services) }
                settleable = !services.isEmpty
            }
        } else if question.scope == nil,
            worst.scope == .pooledFund || worst.scope == .personalAccount
        {
            // One of two funds kept apart says nothing of the other, be care insurance beside it or not.
            scopes = [worst.line]
            settleable = false
        }
    }

    private init(
        status: Status, settleable: Bool, services: Set<Service>, scope: FundScope?
    ) {
        self.status = status
        self.settleable = settleable
        self.services = services
        self.scope = scope
    }

    /// Under one fund.
    private init(
        _ question: StatusQuestion, scope: FundScope, lived: [SlowRegistry.Day], at number: Int,
        of days: [LegalDate], addresses: [String]
    ) {
        let all = zip(lived, addresses).map { Self.ofDay(question, $0, $1) }
        self = all[number]
        self.scope = scope
        var first = number
        while first > 0, all[first - 1].isAlike(self) { first -= 1 }
        since = first > 0 ? days[first] : nil
        until = zip(days, all).dropFirst(number).first { !$0.1.isAlike(self) }?.0
    }

    private static func ofDay(
        _ question: StatusQuestion, _ day: SlowRegistry.Day, _ address: String
    ) -> Self {
        func nothing(_ status: Status) -> Self {
            Self(status: status, settleable: false, services: [], scope: nil)
        }
        guard day.status == .designated else { return nothing(day.status) }
        for part in RestrictedPart.allCases {
            guard let name = question.name(of: part) else { continue }
            if day.restricted.contains("\(part.name) \(name)") { return nothing(.suspended) }
        }
        var services = day.services
        if let site = question.site {
            let here = [site, site == address ? "" : site].compactMap { day.served[$0] }
            if here.isEmpty { return nothing(.notDesignated) }
            services = here.reduce(into: []) { $0.formUnion($1) }
        }
        let isServed = question.service.map(services.contains) ?? !services.isEmpty
        return Self(status: .designated, settleable: isServed, services: services, scope: nil)
    }

    private func isAlike(_ other: Self) -> Bool {
        status == other.status && settleable == other.settleable
    }

    private var line: String { "\(scope?.rawValue ?? "") \(status) \(settleable)" }

    private var favour: Int {
        switch status {
        case .unknown: 0
        case .terminated: 1
        case .suspended: 2
        case .ended: 3
        case .notDesignated: 4
        case .designated: settleable ? 6 : 5
        }
    }
}
