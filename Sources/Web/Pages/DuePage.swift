import Designation

/// The view of what is due.
struct DuePage {
    let report: DutyReport
    let today: LegalDate
    let words: Words

    private var question: DutyQuestion { report.question }

    var title: String {
        guard let region = question.region else { return words.text("due-title") }
        return words.text("due-title-region", ["region": words.region(region)])
    }

    var view: PageView {
        let form = FilterForm(words: words)
        return [
            "heading": title,
            "asOf": words.text("due-as-of", ["date": "\(question.day)"]),
            "endings": report.endings.map(words.ending),
            "figures": Duty.Light.allCases.map(figure),
            "on": "\(question.day)",
            "regions": form.regions(selected: question.region, empty: words.text("due-everywhere")),
            "lights": form.choices(
                Duty.Light.allCases.map(\.rawValue), selected: question.light?.rawValue,
                empty: words.text("all")
            ) { words.text("light-\($0)") },
            "isHidden": !question.includingCases,
            "signIn": "/sign-in?to=" + WebAddress.encode(address(offset: question.part.offset)),
            "isEmpty": report.rows.isEmpty,
            "hasRows": !report.rows.isEmpty,
            "rows": report.rows.map(row),
            "isBlind": report.rows.contains(where: \.entry.duty.isBlind),
            "pager": pager.orAbsent,
            "hasAgencies": !agencies.isEmpty, "agencies": agencies,
        ]
    }

    private var pager: PageView? {
        FilterForm.pager(
            question.part, total: report.total, shown: report.rows.count, words: words
        ) { address(offset: $0) }
    }

    private func address(
        offset: Int = 0, light: Duty.Light?? = nil
    ) -> String {
        let light = light ?? question.light
        return FilterForm.address(
            "/due",
            [
                ("on", question.day == today ? "" : "\(question.day)"),
                ("region", question.region?.text ?? ""), ("light", light?.rawValue ?? ""),
                ("offset", offset > 0 ? String(offset) : ""),
                (
                    "limit",
                    question.part.count == ListPart.pageCount ? "" : "\(question.part.count)"
                ),
            ])
    }

    private func figure(_ light: Duty.Light) -> PageView {
        [
            "style": light.rawValue, "text": words.text("due-\(light.rawValue)"),
            "value": words.number(report.counts[light] ?? 0),
            "address": address(light: .some(question.light == light ? nil : light)),
            "isCurrent": question.light == light,
        ]
    }

    // MARK: Rows

    private func row(_ row: DutyRow) -> PageView {
        let duty = row.entry.duty
        return [
            "light": row.entry.light.rawValue, "lightText": words.light(row.entry.light),
            "title": words.duty(duty, row.title),
            "basis": basis(duty, row.value),
            "who": who(row),
            "lastDay": words.lastDay(duty.lastDay, isWait: duty.isWait),
            "distance": distance(duty),
            "isProvisional": duty.isProvisional,
            "responsible": words.responsible(duty.responsible),
            "region": words.region(duty.region),
            "ending": words.ending(duty.ending),
            "stopped": duty.isStopped ? words.text("due-stopped") : "",
            "since": words.text("due-since", ["date": "\(duty.start)"]),
            "isBlindRow": duty.isBlind,
        ]
    }

    private func basis(_ duty: Duty, _ value: BilingualText) -> String {
        let value = words.text(value)
        let citation = duty.citation.edition.isEmpty ? "" : words.citation(duty.citation)
        return [value, citation].filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func distance(_ duty: Duty) -> String {
        guard let last = duty.lastDay, !duty.isWait else { return "" }
        return words.distance(from: question.day, to: last)
    }

    /// The institution with its page, and below it the case, act or item from which it follows.
    private func who(_ row: DutyRow) -> PageView {
        let duty = row.entry.duty
        var view: PageView = ["name": row.institutionName, "address": "", "subject": ""]
        if let institution = duty.institution {
            view["name"] =
                row.institutionName.isEmpty ? words.identity(institution) : row.institutionName
            view["address"] = WebAddress.institution(institution)
        }
        switch duty.subject {
        case .casework:
            view["subject"] = words.text("due-case", ["id": String(duty.subject.name.prefix(8))])
            view["subjectAddress"] = WebAddress.caseFile(
                duty.subject.name, on: question.day == today ? nil : question.day)
        case .event(let event):
            view["subject"] = EventName(event).short
            view["subjectAddress"] =
                duty.institution.map {
                    "\(WebAddress.institution($0))#\(InstitutionPage.anchor(event))"
                } ?? ""
        case .review:
            view["subject"] = words.text("due-review")
            view["subjectAddress"] = "/review"
        case .edition(let id):
            view["name"] = id
            view["subject"] = words.text("due-edition")
            view["subjectAddress"] = WebAddress.policy(duty.region, on: question.day)
        case .agency(let about):
            view["name"] = about
            view["subject"] =
                duty.count == 1
                ? words.text("due-agency")
                : words.text("due-institutions", ["n": String(duty.count)])
            view["subjectAddress"] = WebAddress.policy(duty.region, on: question.day)
        }
        return view
    }

    // MARK: Agencies

    private var agencies: [PageView] {
        struct Agency: Hashable {
            var region: RegionCode
            var responsible: CaseClock.Responsible
        }
        let groups = Dictionary(grouping: report.figures) {
            Agency(region: $0.figure.region, responsible: $0.figure.responsible)
        }
        let ordered = groups.sorted {
            ($0.key.region, $0.key.responsible.rawValue)
                < ($1.key.region, $1.key.responsible.rawValue)
        }
        return ordered.map { agency, figures in
            [
                "name": words.region(agency.region),
                "responsible": words.responsible(agency.responsible),
                "total": sums(figures.map(\.figure)),
                "rules": figures.map { figure -> PageView in
                    ["title": words.text(figure.title), "sums": sums([figure.figure])]
                },
            ]
        }
    }

    /// Figures of several rules together, by the same formulas as those of one (protocol §13.4).
    private func sums(_ figures: [DutyFigure]) -> PageView {
        let closed = figures.reduce(0) { $0 + $1.closedCount }
        let days = figures.reduce(0) { $0 + $1.dayCount }
        let over = figures.reduce(0) { $0 + $1.lateCount + $1.overCount }
        let due = closed + figures.reduce(0) { $0 + $1.overCount }
        let average = closed == 0 ? nil : (days * 20 + closed) / (closed * 2)
        let rate = due == 0 ? nil : (over * 2000 + due) / (due * 2)
        return [
            "closed": words.number(closed),
            "average": average.map { words.text("due-days", ["n": Words.tenths($0)]) } ?? "—",
            "running": words.number(figures.reduce(0) { $0 + $1.runningCount }),
            "over": words.number(over), "rate": rate.map { "\(Words.tenths($0))%" } ?? "—",
            "isOver": over > 0,
        ]
    }
}

extension Words {
    /// A warning that an edition ends, or ended, without a successor.
    func ending(_ ending: EditionEnding) -> PageView {
        let edition = ending.edition
        let title = text(
            BilingualText(chinese: edition.titleChinese, english: edition.titleEnglish))
        return [
            "text": text(
                ending.isOver ? "overview-edition-ended" : "overview-edition-ends",
                ["edition": title, "date": ending.lastDay.description]),
            "address": WebAddress.policy(edition.region),
        ]
    }
}
