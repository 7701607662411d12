import Designation

extension EntryDraft {
    /// The texts of a new act are such that every reader can be shown them (``PlainText``). What other
    /// nodes' logs hold already is kept as it is, and replaced where it is printed.
    ///
    /// - Throws: ``DraftError/notPlain(_:)`` and ``DraftError/invisible(_:)``.
    static func checkTexts(
        of body: EntryBody, basis: [Citation], ground: String
    ) throws(DraftError) {
        try check(ground, "ground")
        // What an item cites was written by others; it must remain possible to decide on it.
        if case .act(.reviewed(_, let decision)) = body { return try check(decision, "decision") }
        for citation in basis {
            try checkName(citation.edition, "basis")
            try checkName(citation.article, "basis")
        }
        guard case .act(let act) = body else { return }
        try checkTexts(of: act)
    }

    private static func checkTexts(of act: Act) throws(DraftError) {
        switch act {
        case .registered(let facts):
            try checkName(facts.name, "name")
            try check(facts.kind, "kind")
            try check(facts.address, "address")
            try check(facts.phone, "phone")
            try check(facts.nationalCode, "national-code")
            try check(facts.socialCreditCode, "credit-code")
        case .assessed(let assessment): try checkNames(assessment.sites, "sites")
        case .signed(let agreement): try checkNames(agreement.sites, "sites")
        case .changed(_, _, let sites): try checkNames(sites ?? [], "sites")
        case .restricted(let restriction):
            try checkName(restriction.name, restriction.part.name)
            try check(restriction.cause, "cause")
        case .suspended(let suspension): try check(suspension.cause, "cause")
        case .terminated(let termination): try check(termination.cause, "cause")
        case .reviewed, .recognised, .renewed, .ended, .restrictionLifted, .resumptionRequested,
            .resumptionRefused, .resumed, .withdrawn, .barred, .unknown:
            break
        }
    }

    private static func check(_ text: String, _ field: String) throws(DraftError) {
        guard PlainText.isPlain(text) else { throw .notPlain(field) }
        guard text.isEmpty || PlainText.isVisible(text) else { throw .invisible(field) }
    }

    /// A text that names something.
    private static func checkName(_ text: String, _ field: String) throws(DraftError) {
        guard PlainText.isPlain(text) else { throw .notPlain(field) }
        guard PlainText.isVisible(text) else { throw .invisible(field) }
    }

    private static func checkNames(_ texts: [String], _ field: String) throws(DraftError) {
        for text in texts { try checkName(text, field) }
    }
}
