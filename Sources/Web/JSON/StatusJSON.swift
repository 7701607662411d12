import Designation

/// The status document of the interface, written straight into bytes.
enum StatusJSON {
    /// What `explain=1` adds.
    struct Explained {
        var chinese: [String]
        var english: [String]
        var chain: [ExplanationWords.Line]
    }

    static func write(
        _ reply: StatusReply, to json: inout JSONWriter, knownAtMilliseconds: UInt64? = nil,
        explanation: Explained? = nil
    ) {
        json.object { json in
            writeAnswer(reply.answer, to: &json)
            json.key("asOf")
            json.object { json in
                json.key("region")
                write(reply.asOf.region, to: &json)
                json.key("directory")
                write(reply.asOf.directory, to: &json)
                json.key("oldest")
                write(reply.asOf.oldest, to: &json)
            }
            json.member("provisional", reply.isProvisional || reply.answer.provisional)
            if let knownAtMilliseconds {
                json.member("knownAt", milliseconds: knownAtMilliseconds)
                writeVector(reply.knownVector, to: &json)
            }
            if let explanation { write(explanation, to: &json) }
        }
    }

    private static func writeAnswer(_ answer: StatusAnswer, to json: inout JSONWriter) {
        json.member("institution", answer.institution.description)
        json.member("region", answer.region.text)
        json.key("unit")
        writeOptional(answer.unit?.text, to: &json)
        json.member("date", answer.date)
        json.member("status", answer.status.name)
        json.member("settleable", answer.settleable)
        json.member("since", answer.since)
        json.member("until", answer.until)
        json.key("scope")
        writeOptional(answer.scope?.rawValue, to: &json)
        json.key("services")
        json.array(answer.services) { $0.string($1.rawValue) }
        json.key("reasons")
        json.array(answer.reasons) { write($1, to: &$0) }
        // "Not settleable" does not refuse emergency and rescue costs (N33).
        let isExcepted = !answer.settleable && answer.allowsEmergency
        json.key("exceptions")
        json.array(isExcepted ? ["emergency-rescue"] : []) { $0.string($1) }
        json.key("doubt")
        writeOptional(answer.doubt?.name, to: &json)
        json.key("knownSanctions")
        json.array(answer.knownSanctions) { write($1, to: &$0) }
        json.key("restrictions")
        json.array(answer.restrictions) { write($1, asked: answer.askedPerson, to: &$0) }
        json.key("sites")
        json.array(answer.sites) { $0.string($1) }
        json.key("scopes")
        json.array(answer.scopes) { write($1, to: &$0) }
        guard !answer.holders.isEmpty else { return }
        json.key("siteOf")
        json.array(answer.holders) { write($1, to: &$0) }
    }

    private static func write(_ holder: SiteHolder, to json: inout JSONWriter) {
        json.object { json in
            json.member("institution", holder.institution.description)
            json.member("site", holder.site)
            json.member("event", holder.event)
            json.member("region", holder.region.text)
            json.member("status", holder.status.name)
            json.member("settleable", holder.settleable)
            json.member("since", holder.since)
            json.member("until", holder.until)
            json.key("services")
            json.array(holder.services) { $0.string($1.rawValue) }
            json.key("citations")
            json.array(holder.citations) { write($1, to: &$0) }
        }
    }

    /// - Parameter person: the one asked about: a person's code is shown to nobody else, that somebody
    ///   is suspended is.
    static func write(
        _ restriction: Standing.Restricted, asked person: String?, to json: inout JSONWriter
    ) {
        let isShown = restriction.part.isShown(restriction.name, asked: person)
        json.object { json in
            json.member("event", restriction.event)
            json.member("region", restriction.region.text)
            json.member("part", restriction.part.name)
            json.key("name")
            writeOptional(isShown ? restriction.name : nil, to: &json)
            json.member("from", restriction.from)
            json.member("to", restriction.to)
            json.key("citations")
            json.array(restriction.citations) { write($1, to: &$0) }
        }
    }

    private static func write(_ scope: StatusAnswer.ScopeAnswer, to json: inout JSONWriter) {
        json.object { json in
            json.member("scope", scope.scope.rawValue)
            json.member("status", scope.status.name)
            json.member("settleable", scope.settleable)
            json.key("services")
            json.array(scope.services) { $0.string($1.rawValue) }
        }
    }

    private static func writeOptional(_ text: String?, to json: inout JSONWriter) {
        if let text { json.string(text) } else { json.null() }
    }

    static func write(_ sanction: Standing.Sanction, to json: inout JSONWriter) {
        json.object { json in
            json.member("event", sanction.event)
            json.member("region", sanction.region.text)
            json.member("kind", sanction.isTermination ? "termination" : "suspension")
            json.member("ownRequest", sanction.isOwnRequest)
            json.member("from", sanction.from)
            json.member("to", sanction.to)
            if !sanction.funds.isEmpty {
                json.key("funds")
                json.array(sanction.funds) { $0.string($1.rawValue) }
            }
            guard !sanction.lifted.isEmpty else { return }
            json.key("lifted")
            json.array(sanction.lifted) { json, lifting in
                json.object { json in
                    json.member("scope", lifting.fund.rawValue)
                    json.member("from", lifting.from)
                }
            }
        }
    }

    static func write(_ reason: Reason, to json: inout JSONWriter) {
        json.object { json in
            json.member("event", reason.event)
            json.member("rule", reason.rule.name)
            json.member("region", reason.region.text)
            json.key("citations")
            json.array(reason.citations) { write($1, to: &$0) }
        }
    }

    static func write(_ citation: Citation, to json: inout JSONWriter) {
        json.object { json in
            json.member("edition", citation.edition)
            json.member("article", citation.article)
        }
    }

    private static func write(_ source: SourceTime, to json: inout JSONWriter) {
        json.object { json in
            json.member("node", source.node)
            json.member("at", milliseconds: source.milliseconds)
        }
    }

    private static func writeVector(
        _ vector: [(origin: String, size: UInt64)], to json: inout JSONWriter
    ) {
        json.key("knownVector")
        json.array(vector) { json, entry in
            json.object { json in
                json.member("origin", entry.origin)
                json.member("size", entry.size)
            }
        }
    }

    private static func write(_ explanation: Explained, to json: inout JSONWriter) {
        json.key("explanation")
        json.object { json in
            json.key("zh")
            json.array(explanation.chinese) { $0.string($1) }
            json.key("en")
            json.array(explanation.english) { $0.string($1) }
        }
        ChainJSON.write(explanation.chain, to: &json)
    }
}

extension Reason.Rule {
    /// The name in JSON and in the string catalogue.
    var name: String {
        switch self {
        case .direct: "direct"
        case .crossRegion: "cross-region"
        case .samePool: "same-pool"
        case .termOver: "term-over"
        case .suspendedTooLong: "suspended-too-long"
        case .poolWide: "pool-wide"
        case .unknownRestrictive: "unknown-restrictive"
        case .restsOn: "rests-on"
        case .forked: "forked"
        case .restricted: "restricted"
        case .siteNotCovered: "site-not-covered"
        }
    }
}

extension StatusAnswer.Doubt {
    /// The name in JSON and in the string catalogue.
    var name: String {
        switch self {
        case .unknownRegion: "unknown-region"
        case .registerNotHeld: "register-not-held"
        case .needsNewerSoftware: "needs-newer-software"
        case .foldEdition: "fold-edition"
        }
    }
}
