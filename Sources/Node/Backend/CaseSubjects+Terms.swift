import Designation

extension CaseSubject.Term {
    /// Over before its time where the standing says so: terminated, here or from another pool, or ended
    /// by itself (N42 ¶2, N43, N44 ¶2, P39–P41). Nothing is left of it to renew.
    func cut(by timelines: [Timeline]) -> CaseSubject.Term {
        let over = timelines.filter { $0.scope == scope }.flatMap(\.spans).first { span in
            (span.status == .terminated || span.status == .ended)
                && (to.map { span.from < $0 } ?? true) && (span.to.map { from < $0 } ?? true)
        }
        guard let over else { return self }
        var cut = CaseSubject.Term(from: from, to: max(from, over.from), scope: scope)
        cut.isCut = true
        cut.isRenewal = isRenewal
        return cut
    }
}
