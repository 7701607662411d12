import Designation

/// The view of one institution: facts, the explained answer for one day, timelines, events.
struct InstitutionPage {
    let dossier: Dossier
    /// What was asked, and the answer.
    let question: StatusQuestion
    let knownAt: UInt64?
    let reply: StatusReply
    let explanation: Explanation?
    let words: Words

    var name: String { dossier.facts?.name ?? words.text("name-unknown") }

    var view: PageView {
        [
            "name": name, "identity": words.identity(dossier.institution),
            "isDemonstration": dossier.facts?.isDemonstration ?? false,
            "type": dossier.facts.map { words.type($0.type) } ?? "",
            "place": dossier.facts.map { words.region($0.place) } ?? "",
            "facts": facts, "hasFacts": dossier.facts != nil,
            "form": form, "answer": answer,
            "casesAddress": FilterForm.address(
                "/cases", [("institution", "\(dossier.institution)"), ("state", "all")]),
            "policyAddress": dossier.facts.map { WebAddress.policy($0.place) } ?? "",
            "timelines": timelines, "hasTimelines": !allTimelines.isEmpty,
            "ticks": drawing.ticks, "today": drawing.position(dossier.today).text,
            "shown": drawing.position(question.date).text,
            "legend": legend,
            "events": dossier.events.map(event),
            "reviews": openReviews.map(review), "hasReviews": !openReviews.isEmpty,
            "bars": bars, "hasBars": !bars.isEmpty,
        ]
    }

    // MARK: Facts

    private var facts: [PageView] {
        guard let facts = dossier.facts else { return [] }
        let predecessor = facts.predecessor.map(words.identity) ?? ""
        let rows = [
            ("identity", dossier.institution.description), ("type", words.type(facts.type)),
            ("place", words.region(facts.place)), ("address", facts.address),
            ("phone", facts.phone), ("code", facts.nationalCode),
            ("credit", facts.socialCreditCode), ("predecessor", predecessor),
        ]
        return rows.filter { !$0.1.isEmpty }.map { key, value in
            ["name": words.text("institution-\(key)"), "value": value]
        }
    }

    // MARK: Question and answer

    private var form: PageView {
        [
            "action": WebAddress.institution(dossier.institution) + "#answer",
            "on": "\(question.date)",
            "knownAt": knownAt.map { words.moment($0).replacingBlank() } ?? "",
            "regions": FilterForm(words: words).regions(selected: question.region),
            "services": ([nil] + Service.allCases).map { service -> PageView in
                [
                    "value": service?.rawValue ?? "",
                    "text": words.text("service-\(service?.rawValue ?? "any")"),
                    "isSelected": service == question.service,
                ]
            },
            "scopes": ([nil] + FundScope.allCases).map { scope -> PageView in
                [
                    "value": scope?.rawValue ?? "",
                    "text": scope.map(words.scope) ?? words.text("scope-any"),
                    "isSelected": scope == question.scope,
                ]
            },
            "parts": RestrictedPart.allCases.map { part -> PageView in
                [
                    "name": part.name, "text": words.part(part),
                    "value": question.name(of: part) ?? "",
                    "hint": words.text("part-\(part.name)-hint"),
                ]
            },
        ]
    }

    private var answer: PageView {
        let answer = reply.answer
        let sentences = words.explanation(
            of: answer, steps: explanation?.steps ?? [], chain: explanation?.chain ?? [])
        let chain = chain
        return [
            "style": answer.status.name, "status": words.status(answer.status),
            "isSettleable": answer.settleable,
            "verdict": words.text(
                answer.settleable ? "institution-settleable" : "institution-not-settleable"),
            "summary": sentences.first ?? "",
            "sentences": Array(sentences.dropFirst()),
            "chain": chain, "hasChain": !chain.isEmpty,
            "events": answer.reasons.map { reason -> PageView in
                [
                    "text": EventName(reason.event).short,
                    "address": "#\(Self.anchor(reason.event))",
                ]
            },
            "isProvisional": reply.isProvisional || answer.provisional,
            "knownAt": knownAt.map {
                words.text("institution-known-at-note", ["time": words.moment($0)])
            } ?? "",
            "asOf": [
                ("region", reply.asOf.region), ("directory", reply.asOf.directory),
                ("oldest", reply.asOf.oldest),
            ].map { name, source -> PageView in
                [
                    "name": words.text("institution-fresh-\(name)"), "node": source.node,
                    "ago": words.ago(source.milliseconds, now: dossier.nowMilliseconds),
                    "time": words.moment(source.milliseconds),
                ]
            },
        ]
    }

    /// What led to the answer, each link with a way to its event below.
    private var chain: [PageView] {
        (explanation?.chain ?? []).map { link in
            [
                "text": words.link(link, asked: question.person), "isDeciding": link.isDeciding,
                "settings": link.used.map(words.setting),
                "number": link.event.map { EventName($0).short } ?? "",
                "address": link.event.map { "#\(Self.anchor($0))" } ?? "",
            ]
        }
    }

    // MARK: Timelines

    private var allTimelines: [Timeline] { dossier.standings.flatMap(\.timelines) }

    private var drawing: TimelineDrawing {
        TimelineDrawing(allTimelines, today: dossier.today)
    }

    private var timelines: [PageView] {
        let drawing = drawing
        let base = WebAddress.institution(dossier.institution)
        return dossier.standings.flatMap { standing in
            standing.timelines.map { timeline -> PageView in
                [
                    "name": words.region(timeline.unit),
                    "detail": detail(timeline, area: standing.area),
                    "bars": drawing.bars(timeline, shown: question.date, words: words) { span in
                        "\(base)?on=\(span.from)&region=\(timeline.unit)&scope=\(timeline.scope.rawValue)"
                            + "#answer"
                    },
                    "rows": timeline.spans.map(row),
                ]
            }
        }
    }

    private func detail(_ timeline: Timeline, area: RegionCode) -> String {
        let scope = words.scope(timeline.scope)
        return area == timeline.unit ? scope : "\(words.region(area)) · \(scope)"
    }

    private func row(_ span: Span) -> PageView {
        [
            "from": "\(span.from)", "to": span.to.map { "\($0)" } ?? words.text("open-end"),
            "style": span.status.name, "status": words.status(span.status),
            "services": words.services(span.services),
            "reasons": span.reasons.map(words.reason),
        ]
    }

    private var legend: [PageView] {
        let shown = Set(allTimelines.flatMap(\.spans).map(\.status))
        return shown.sorted { $0.rawValue < $1.rawValue }.map {
            ["style": $0.name, "text": words.status($0)]
        }
    }

    // MARK: Events

    private func event(_ event: DossierEvent) -> PageView {
        let fact = event.fact
        let idle = dossier.standings.lazy.flatMap(\.withoutEffect)
            .first { $0.event == fact.reference }
        return [
            "anchor": Self.anchor(fact.reference),
            "text": words.act(fact.act, asked: question.person), "style": Self.style(fact.act),
            "agency": words.agency(event.agency, recorder: event.recorder),
            "region": words.region(fact.region),
            "written": words.text(
                "institution-written", ["time": words.moment(fact.stamp.milliseconds)]),
            "effective": words.text("institution-effective", ["date": "\(fact.effective)"]),
            "basis": fact.basis.isEmpty ? "" : words.citations(fact.basis),
            "number": EventName(fact.reference).short, "whole": fact.reference.description,
            "propagation": fact.stream == .sanctions
                ? WebAddress.propagation(fact.reference) : "",
            "paper": idle == nil ? Self.paper(fact) : "",
            "isIdle": idle != nil, "why": idle.map { words.why($0.why) } ?? "",
        ]
    }

    /// The address of the paper that an act calls for.
    private static func paper(_ fact: Fact) -> String {
        let kind: NoticeDocument.Kind
        switch fact.act {
        case .suspended: kind = .suspension
        case .terminated: kind = .termination
        case .resumed: kind = .resumption
        case .signed: kind = .publishedList
        default: return ""
        }
        return WebAddress.notice(kind, "\(EventName(fact.reference))", on: fact.effective)
    }

    private static func style(_ act: Act) -> String {
        switch act {
        case .suspended, .restricted: "suspended"
        case .terminated, .barred: "terminated"
        case .signed, .renewed, .resumed, .restrictionLifted: "designated"
        case .ended: "ended"
        case .unknown: "unknown"
        case .registered, .assessed, .recognised, .changed, .resumptionRequested,
            .resumptionRefused, .withdrawn, .reviewed:
            "plain"
        }
    }

    /// A name for a place in the page: letters, digits and hyphens of the event's origin and index.
    static func anchor(_ event: EventReference) -> String {
        let name = event.description.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "e-" + String(name)
    }

    private var openReviews: [ReviewItem] {
        var keys: Set<String> = []
        return dossier.standings.flatMap(\.reviewItems).filter { keys.insert($0.key).inserted }
    }

    private func review(_ item: ReviewItem) -> PageView {
        ReviewPage.view(of: item, name: "", writtenAt: 0, words)
    }

    private var bars: [String] {
        let days = Set(dossier.standings.flatMap(\.bars).map(\.until)).sorted()
        return days.filter { $0 > dossier.today }.map {
            words.text("institution-bar", ["until": "\($0)"])
        }
    }
}

extension EventName {
    /// `node/stream #index`: enough to find it, short enough for a line.
    var short: String {
        let parts = origin.split(separator: "/")
        guard parts.count >= 3 else { return description }
        return "\(parts[parts.count - 3])/\(parts[parts.count - 2]) #\(index)"
    }
}

extension String {
    /// `2026-11-21 20:04:28` as the form field for date and time wants it.
    func replacingBlank() -> String { String(map { $0 == " " ? "T" : $0 }) }
}
