/// An agreement with which a renewal goes on (N41, P38).
public struct RenewedAgreement: Hashable, Sendable {
    /// Its signing.
    public var event: EventReference
    /// Where that stood before it was recorded again.
    public var earlierPlace: EventReference?
    public var scope: FundScope
    /// What it covers.
    public var services: Set<Service>
    /// What an agreement that is signed anew in its place has to cover; empty: nothing by name, since it is
    /// the only one.
    public var covered: Set<Service> = []

    func isNamed(_ agreement: EventReference) -> Bool {
        event == agreement || earlierPlace == agreement
    }

    /// Whether one signed anew stands for it: one may for several, as far as it covers them.
    func isReplaced(by agreement: Agreement) -> Bool {
        covered.isEmpty
            || scope.isMet(by: [agreement.scope]) && covered.isSubset(of: agreement.services)
    }
}
