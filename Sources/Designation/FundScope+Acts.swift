extension FundScope {
    /// The fund meant where none is named: what is for care alone is paid by long-term care insurance and
    /// by no other fund (S2 9(1), S2 11).
    public static func unnamed(for services: [Service]) -> FundScope {
        !services.isEmpty && services.allSatisfy { $0 == .care } ? .care : .basic
    }

    /// Whether an act about these funds is about an agreement under this one; none named: about every
    /// agreement (protocol §7.5, funds).
    ///
    /// Care insurance is by itself. Where no funds are kept apart an agreement spans both, so a basic
    /// agreement is met under either name and a basic act meets both: what was named in another way than
    /// it was signed still binds.
    public func isMet(by funds: [FundScope]) -> Bool {
        funds.isEmpty || funds.contains { isSame(as: $0) }
    }

    private func isSame(as other: FundScope) -> Bool {
        self == other
            || (self != .care && other != .care && (self == .basic || other == .basic))
    }

    /// The first day on which a sanction no longer holds for agreements under this scope. One that spans
    /// both funds is free when both are, as far as the act is about them, and whoever lifts it for such
    /// lifts it for each of the two. What it reaches in other pools, without being about it, is free when
    /// it is over.
    ///
    /// - Parameters:
    ///   - funds: those that the sanction is about; none: all.
    ///   - to: the first day on which it holds for nothing any more.
    ///   - lifted: of a fund for which alone it was lifted the first day without it.
    func end(
        of funds: [FundScope], to: LegalDate, _ lifted: (FundScope) -> LegalDate?
    ) -> LegalDate {
        if !isMet(by: funds) { return to }
        func day(_ fund: FundScope) -> LegalDate {
            fund.isMet(by: funds) ? lifted(fund) ?? .never : LegalDate(daysSince1970: .min)
        }
        return switch self {
        case .care: min(to, day(.care))
        case .pooledFund, .personalAccount: min(to, day(self), day(.basic))
        case .basic: min(to, day(.basic), max(day(.pooledFund), day(.personalAccount)))
        }
    }

    /// The funds in the one order in which acts, standings and files name them, each once.
    public static func sorted(_ funds: some Sequence<FundScope>) -> [FundScope] {
        let named = Set(funds)
        return allCases.filter(named.contains)
    }
}

extension Standing.Sanction {
    /// The first day on which it no longer holds for agreements under the scope; `nil`: until lifted.
    public func end(for scope: FundScope) -> LegalDate? {
        scope.end(of: funds, to: to ?? .never) { fund in
            lifted.first { $0.fund == fund }?.from
        }.orNil
    }
}
