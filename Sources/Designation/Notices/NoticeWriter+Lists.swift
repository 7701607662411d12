/// Lists that are made public.
extension NoticeWriter {
    /// A line of a public notice.
    public struct Noticed: Hashable, Sendable {
        public var party: Party
        public var services: [Service]
        public var scope: FundScope?
        /// The places that passed, where several were applied for by name.
        public var places: [ServedPlace]
        /// The step that opened the notice.
        public var step: CaseStep
        /// Its last day, as the case counts it.
        private let through: LegalDate
        /// A year without a published calendar had a say in the last day.
        let isProvisional: Bool

        /// - Returns: `nil` where the case has no notice that counts.
        public init?(_ state: CaseState, _ party: Party) {
            let step = state.history.last { $0.hasEffect && $0.step.kind == .noticeOpened }?.step
            guard let step else { return nil }
            self.party = party
            self.step = step
            // Where the step leaves the length to the edition, the case knows the day (S1 三, S3 四(四), S4).
            let clock = state.clocks.last { $0.rule == "public-notice" }
            through = step.details.until ?? clock?.lastDay ?? step.day
            isProvisional = step.details.until == nil && clock?.isProvisional == true
            services = state.passedServices.isEmpty ? state.services : state.passedServices
            scope = state.scope
            places = state.passedPlaces
        }

        /// First and last day.
        public var period: (from: LegalDate, through: LegalDate) {
            (step.details.from ?? step.day, through)
        }
    }

    /// A line of a published list.
    public struct Published: Hashable, Sendable {
        public var party: Party
        public var services: [Service]
        /// `nil`: of several at once.
        public var scope: FundScope?
        /// The first day of the term, or of the termination.
        public var from: LegalDate
        /// The last day of the term.
        public var through: LegalDate?
        public var event: EventReference
        /// The places that are named; empty: the licence's one place.
        public var places: [ServedPlace]

        public init(
            _ party: Party, services: [Service], scope: FundScope?, from: LegalDate,
            through: LegalDate?, event: EventReference, places: [ServedPlace] = []
        ) {
            self.party = party
            self.services = services
            self.scope = scope
            self.from = from
            self.through = through
            self.event = event
            self.places = places
        }
    }

    /// Institutions about to be signed, open to objection (N9, P8).
    ///
    /// - Parameter lines: at least one.
    /// - Throws: ``Problem`` when there is nothing to announce.
    public func publicNotice(_ lines: [Noticed]) throws(Problem) -> NoticeDocument {
        let lines = lines.sorted { $0.party.institution < $1.party.institution }
        guard let first = lines.first else { throw .nothingToPrint(.publicNotice) }
        let from = lines.map(\.period.from).min() ?? first.period.from
        // One period is said once; where they differ, each line has its own.
        let isOne = lines.allSatisfy { $0.period == first.period }
        let period = { (line: Noticed) in
            "\(NoticeWords.date(line.period.from))至\(NoticeWords.date(line.period.through))"
                + (line.isProvisional ? "（暂定，当年节假日安排公布后以其为准）" : "")
        }
        let policy = policyAt(first.step.region, first.step.day)
        let qualifiers = ["\(first.party.type)"]
        let rule = policy.value("public-notice", qualifiers: qualifiers)
        // Where it hangs (S2 19, S3 四(四), S4).
        let place = policy.value("public-notice-place", qualifiers: qualifiers)
        let isOnline = place?.text == "website"
        let isOfPharmacies = lines.map { $0.party.type == .pharmacy }
        var citations =
            (isOfPharmacies.contains(false) ? [Citation(edition: "N", article: "9")] : [])
            + (isOfPharmacies.contains(true) ? [Citation(edition: "P", article: "8")] : [])
        if let rule { citations.append(rule.citation) }
        if isOnline, let place, !citations.contains(place.citation) {
            citations.append(place.citation)
        }
        let funds = FundColumn(lines.map(\.scope))
        let column = PlaceColumn(lines.map(\.places))
        return NoticeDocument(
            .publicNotice,
            number: Self.number(
                .publicNotice, first.step.author, first.step.reference, first.step.day),
            paragraphs: [
                "下列医药机构经评估合格，拟签订医疗保障服务协议，现予公示。"
                    + (isOne ? "公示期为\(period(first))。" : "公示期见各行。")
                    + (isOnline ? "本公示在医疗保障部门网站发布。" : "")
            ],
            table: NoticeDocument.Table(
                header: ["序号", "机构名称", "地址"] + funds.header + ["服务类别"] + column.header
                    + ["执业许可标识"] + (isOne ? [] : ["公示期"]),
                rows: lines.enumerated().map { index, line in
                    ["\(index + 1)", line.party.name, line.party.address]
                        + funds.cell(line.scope)
                        + [column.services(line.services, line.places)]
                        + column.cell(line.places) + ["\(line.party.institution)"]
                        + (isOne ? [] : [period(line)])
                }),
            closing: ["对名单有异议的，请在公示期内向本机构反映并说明理由，本机构将予核实。"],
            legalBasis: basis(citations),
            references: lines.map(\.step.reference.description), date: from, issuer: issuer)
    }

    /// Signed or terminated institutions for the public (N11, N43, P10, P40).
    ///
    /// - Parameters:
    ///   - lines: at least one.
    ///   - day: the day of the list.
    /// - Throws: ``Problem`` when nobody is designated.
    public func publishedList(
        _ lines: [Published], isTerminated: Bool, region: RegionCode, author: String,
        on day: LegalDate
    ) throws(Problem) -> NoticeDocument {
        let lines = lines.sorted {
            ($0.party.institution, $0.scope?.rawValue ?? "")
                < ($1.party.institution, $1.scope?.rawValue ?? "")
        }
        guard let first = lines.first else { throw .nothingToPrint(.publishedList) }
        let policy = policyAt(region, day)
        let types = Set(lines.map(\.party.type)).sorted { $0.rawValue < $1.rawValue }
        let name = isTerminated ? "terminations-published" : "publish"
        let values = types.compactMap { policy.value(name, qualifiers: ["\($0)"]) }
        let withPhone = !isTerminated && values.contains { $0.words.contains("phone") }
        var header = ["序号", "机构名称", "地址"]
        if withPhone { header.append("服务电话") }
        let funds = FundColumn(lines.map(\.scope))
        header += funds.header
        let column = PlaceColumn(lines.map(\.places))
        header += isTerminated ? ["解除日期"] : ["服务类别"] + column.header + ["协议期"]
        let rows = lines.enumerated().map { index, line in
            var row = ["\(index + 1)", line.party.name, line.party.address]
            if withPhone { row.append(line.party.phone) }
            row += funds.cell(line.scope)
            if isTerminated {
                row.append(NoticeWords.date(line.from))
            } else {
                let end = line.through.map { NoticeWords.date($0) } ?? ""
                row.append(column.services(line.services, line.places))
                row += column.cell(line.places)
                row.append("\(NoticeWords.date(line.from))至\(end)")
            }
            return row
        }
        return NoticeDocument(
            .publishedList,
            number: Self.number(
                .publishedList, listed: author, of: region, Self.check(first.event), day),
            paragraphs: [
                isTerminated
                    ? "下列医药机构的医疗保障服务协议已经解除，现予公布。"
                    : "下列医药机构已签订医疗保障服务协议，现予公布。"
            ], table: NoticeDocument.Table(header: header, rows: rows),
            closing: incomplete(lines, withPhone: withPhone),
            legalBasis: basis(values.map(\.citation)),
            // A whole region's list rests on too many events to print; each stands in the register.
            references: lines.count <= 20 ? lines.map(\.event.description) : [], date: day,
            issuer: issuer)
    }

    /// Who must be published with an address, or a telephone number, that the register lacks (N11, S2 22).
    private func incomplete(_ lines: [Published], withPhone: Bool) -> [String] {
        let lacking = lines.filter {
            $0.party.address.isEmpty || (withPhone && $0.party.phone.isEmpty)
        }
        guard !lacking.isEmpty else { return [] }
        let names = lacking.prefix(20).map(\.party.name).joined(separator: "、")
        return [
            "下列机构的地址\(withPhone ? "或服务电话" : "")尚未登记，请在公布前补齐：\(names)"
                + (lacking.count > 20 ? "等\(lacking.count)家。" : "。")
        ]
    }
}
