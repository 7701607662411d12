import Designation
import TransparencyLog

/// A standing as JSON, member by member in the order of its canonical bytes.
enum StandingVectors {
    static func json(_ standing: Standing) -> VectorJSON {
        .object([
            ("institution", .text(standing.institution.description)),
            ("area", .text(standing.area.text)),
            ("facts", standing.facts.map(facts) ?? .null),
            ("timelines", .list(standing.timelines.map(timeline))),
            (
                "bars",
                .list(
                    standing.bars.map {
                        .object([("until", .text("\($0.until)")), ("event", event($0.event))])
                    })
            ), ("sanctions", .list(standing.sanctions.map(sanction))),
            (
                "without_effect",
                .list(
                    standing.withoutEffect.map {
                        .object([
                            ("event", event($0.event)), ("why", .number(UInt64($0.why.rawValue))),
                        ])
                    })
            ), ("review_items", .list(standing.reviewItems.map(item))),
            ("restrictions", .list(standing.restrictions.map(restriction))),
        ])
    }

    private static func event(_ event: EventReference) -> VectorJSON {
        let prefix = (0..<16).map {
            UInt8(truncatingIfNeeded: event.leafPrefix >> UInt128(120 - 8 * $0))
        }
        return .text("\(event) \(Hex.encode(prefix))")
    }

    private static func citations(_ citations: [Citation]) -> VectorJSON {
        .texts(citations.map { "\($0.edition) \($0.article)" })
    }

    private static func facts(_ facts: InstitutionFacts) -> VectorJSON {
        .object([
            ("type", .number(UInt64(facts.type.rawValue))), ("place", .text(facts.place.text)),
            ("name", .text(facts.name)), ("kind", .text(facts.kind)),
            ("address", .text(facts.address)), ("phone", .text(facts.phone)),
            ("national_code", .text(facts.nationalCode)),
            ("social_credit_code", .text(facts.socialCreditCode)),
            ("public_institution", .flag(facts.isPublicInstitution)),
            ("demonstration", .flag(facts.isDemonstration)),
            ("predecessor", .optional(facts.predecessor?.description)),
        ])
    }

    private static func timeline(_ timeline: Timeline) -> VectorJSON {
        .object([
            ("unit", .text(timeline.unit.text)), ("scope", .text(timeline.scope.rawValue)),
            ("spans", .list(timeline.spans.map(span))),
        ])
    }

    private static func span(_ span: Span) -> VectorJSON {
        .object([
            ("from", .text("\(span.from)")), ("to", .optional(span.to?.description)),
            ("status", .text(span.status.name)),
            ("services", .texts(span.services.map(\.rawValue))),
            (
                "reasons",
                .list(
                    span.reasons.map {
                        .object([
                            ("event", event($0.event)), ("rule", .number(UInt64($0.rule.rawValue))),
                            ("citations", citations($0.citations)),
                            ("region", .text($0.region.text)),
                        ])
                    })
            ),
            (
                "covers",
                .list(
                    span.covers.map {
                        .object([
                            ("sites", .texts($0.sites)),
                            ("services", .texts($0.services.map(\.rawValue))),
                        ])
                    })
            ),
        ])
    }

    private static func restriction(_ restriction: Standing.Restricted) -> VectorJSON {
        .object([
            ("event", event(restriction.event)), ("region", .text(restriction.region.text)),
            ("part", .text(restriction.part.name)), ("name", .text(restriction.name)),
            ("units", .texts(restriction.units.map(\.text))),
            ("from", .text("\(restriction.from)")),
            ("to", .optional(restriction.to?.description)),
            ("citations", citations(restriction.citations)),
        ])
    }

    private static func sanction(_ sanction: Standing.Sanction) -> VectorJSON {
        .object([
            ("event", event(sanction.event)), ("region", .text(sanction.region.text)),
            ("termination", .flag(sanction.isTermination)),
            ("own_request", .flag(sanction.isOwnRequest)), ("from", .text("\(sanction.from)")),
            ("to", .optional(sanction.to?.description)),
            ("funds", .texts(sanction.funds.map(\.rawValue))),
            (
                "lifted",
                .list(
                    sanction.lifted.map {
                        .object([
                            ("fund", .text($0.fund.rawValue)), ("from", .text("\($0.from)")),
                        ])
                    })
            ),
        ])
    }

    private static func item(_ item: ReviewItem) -> VectorJSON {
        .object([
            ("key", .text(item.key)), ("kind", .text(item.kind.rawValue)),
            ("institution", .optional(item.institution?.description)),
            ("events", .list(item.events.map(event))), ("citations", citations(item.citations)),
            ("region", .text(item.region.text)), ("resolution", .optional(item.resolution)),
            ("due", .optional(item.due?.description)),
        ])
    }
}
