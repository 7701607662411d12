public import Designation

/// The JSON document of one institution.
enum DossierJSON {
    static func document(_ dossier: Dossier) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 8 * 1024)
        json.object { json in
            json.member("institution", dossier.institution.description)
            json.member("today", dossier.today)
            json.key("facts")
            if let facts = dossier.facts { write(facts, to: &json) } else { json.null() }
            json.key("areas")
            json.array(dossier.standings) { write($1, to: &$0) }
            json.key("events")
            json.array(dossier.events) { write($1, to: &$0) }
        }
        return json
    }

    private static func write(_ facts: InstitutionFacts, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", facts.name)
            json.member("type", facts.type.name)
            json.member("kind", facts.kind)
            json.member("place", facts.place.text)
            json.member("address", facts.address)
            json.member("phone", facts.phone)
            json.member("nationalCode", facts.nationalCode)
            json.member("socialCreditCode", facts.socialCreditCode)
            json.member("publicInstitution", facts.isPublicInstitution)
            json.member("demonstration", facts.isDemonstration)
            json.key("predecessor")
            if let predecessor = facts.predecessor {
                json.string(predecessor.description)
            } else {
                json.null()
            }
        }
    }

    private static func write(_ standing: Standing, to json: inout JSONWriter) {
        json.object { json in
            json.member("area", standing.area.text)
            json.key("timelines")
            json.array(standing.timelines) { json, timeline in
                json.object { json in
                    json.member("unit", timeline.unit.text)
                    json.member("scope", timeline.scope.rawValue)
                    json.key("spans")
                    json.array(timeline.spans) { write($1, to: &$0) }
                }
            }
            json.key("bars")
            json.array(standing.bars) { json, bar in
                json.object { json in
                    json.member("until", bar.until)
                    json.member("event", bar.event)
                }
            }
            json.key("withoutEffect")
            json.array(standing.withoutEffect) { json, event in
                json.object { json in
                    json.member("event", event.event)
                    json.member("why", event.why.name)
                }
            }
            json.key("review")
            json.array(standing.reviewItems) { json, item in
                json.object { json in members(of: item, to: &json) }
            }
            json.key("restrictions")
            json.array(standing.restrictions) { StatusJSON.write($1, asked: nil, to: &$0) }
        }
    }

    private static func write(_ span: Span, to json: inout JSONWriter) {
        json.object { json in
            json.member("from", span.from)
            json.member("to", span.to)
            json.member("status", span.status.name)
            json.key("services")
            json.array(span.services) { $0.string($1.rawValue) }
            json.key("reasons")
            json.array(span.reasons) { StatusJSON.write($1, to: &$0) }
            json.key("covers")
            json.array(span.covers) { json, cover in
                json.object { json in
                    json.key("sites")
                    json.array(cover.sites) { $0.string($1) }
                    json.key("services")
                    json.array(cover.services) { $0.string($1.rawValue) }
                }
            }
        }
    }

    /// The members of a review item, without the braces, so that lists can add to them.
    static func members(of item: ReviewItem, to json: inout JSONWriter) {
        json.member("key", item.key)
        json.member("kind", item.kind.rawValue)
        json.key("institution")
        if let institution = item.institution {
            json.string(institution.description)
        } else {
            json.null()
        }
        json.key("events")
        json.array(item.events) { $0.string($1.description) }
        json.key("citations")
        json.array(item.citations) { StatusJSON.write($1, to: &$0) }
        json.member("region", item.region.text)
        json.key("resolution")
        if let resolution = item.resolution { json.string(resolution) } else { json.null() }
    }

    private static func write(_ event: DossierEvent, to json: inout JSONWriter) {
        json.object { json in
            json.member("event", event.fact.reference.description)
            json.member("act", event.fact.act.name)
            json.member("author", event.fact.author)
            json.key("agency")
            RegistryJSON.write(event.agency, to: &json)
            json.key("recorder")
            RegistryJSON.optional(event.recorder, to: &json)
            json.member("region", event.fact.region.text)
            json.member("effective", event.fact.effective)
            json.member("writtenAt", milliseconds: event.fact.stamp.milliseconds)
            json.member("appliedAt", milliseconds: event.appliedAtMilliseconds)
            json.key("citations")
            json.array(event.fact.basis) { StatusJSON.write($1, to: &$0) }
        }
    }
}

extension Act {
    /// The name in JSON and in the string catalogue.
    public var name: String {
        switch self {
        case .registered: "registered"
        case .assessed: "assessed"
        case .recognised: "recognised"
        case .signed: "signed"
        case .changed: "changed"
        case .renewed: "renewed"
        case .ended: "ended"
        case .restricted: "restricted"
        case .restrictionLifted: "restriction-lifted"
        case .resumptionRequested: "resumption-requested"
        case .resumptionRefused: "resumption-refused"
        case .suspended: "suspended"
        case .resumed: "resumed"
        case .terminated: "terminated"
        case .withdrawn: "withdrawn"
        case .barred: "barred"
        case .reviewed: "reviewed"
        case .unknown: "unknown"
        }
    }
}

extension Standing.WithoutEffect.Why {
    /// The name in JSON and in the string catalogue.
    public var name: String {
        switch self {
        case .noCompetence: "no-competence"
        case .brokenReference: "broken-reference"
        case .withdrawn: "withdrawn"
        case .logClosed: "log-closed"
        case .subjectMismatch: "subject-mismatch"
        case .unknownKind: "unknown-kind"
        case .notRecognised: "not-recognised"
        case .unknownRegion: "unknown-region"
        case .superseded: "superseded"
        }
    }
}
