import Designation
import Messages
import Synchronization
import TransparencyLog
import Web

/// Duties, cases, papers and policies of the fake backend.
extension FakeBackend {
    func opensCases(to credential: CaseCredential?) throws(WebFailure) -> Bool {
        guard isShut else { return true }
        switch credential {
        case .session(let token): return openSessions.withLock { $0.contains(token) }
        case .key(let key):
            try demandNoWait()
            return key == FakeRegistry.pageKey
        case nil: return false
        }
    }

    func signIn(key: String) throws(WebFailure) -> CaseSession? {
        try demandNoWait()
        guard key == FakeRegistry.pageKey else { return nil }
        let token = openSessions.withLock { tokens in
            tokens.insert("session\(tokens.count)")
            return "session\(tokens.count - 1)"
        }
        return CaseSession(token: token, lifetimeSeconds: 600)
    }

    func signOut(session token: String) { openSessions.withLock { _ = $0.remove(token) } }

    private func demandNoWait() throws(WebFailure) {
        guard let waitSeconds else { return }
        throw .tooManyRequests("Wait \(waitSeconds) seconds.", retryAfterSeconds: waitSeconds)
    }

    func caseAttachment(
        _ sha256: TreeHash, of id: String
    ) async throws(WebFailure) -> OpenedAttachment? {
        note("attachment \(id)")
        return try value {
            let lines = try registry.caseFile(on: FakeRegistry.today)?.attachments ?? []
            guard id == FakeRegistry.caseID,
                let index = lines.firstIndex(where: { $0.attachment.content == sha256 }),
                lines[index].isHere
            else { return nil }
            return OpenedAttachment(
                attachment: lines[index].attachment,
                bytes: Array(FakeRegistry.paper.utf8) + [UInt8(index)])
        }
    }

    func duties(_ question: DutyQuestion) async throws(WebFailure) -> DutyReport {
        note("duties \(question.includingCases)")
        return try value {
            var list = try registry.duties(
                on: question.day, includingCases: question.includingCases)
            if let region = question.region { list = list.part(of: region, in: registry.tree) }
            let entries = list.entries.filter {
                question.light == nil || $0.light == question.light
            }
            let name = BilingualText(
                chinese: FakeRegistry.hostileText, english: FakeRegistry.hostileText)
            return DutyReport(
                question: question,
                counts: Dictionary(
                    uniqueKeysWithValues: Duty.Light.allCases.map { ($0, list.count($0)) }),
                total: entries.count,
                rows: entries.dropFirst(question.part.offset).prefix(question.part.count).map {
                    DutyRow(
                        entry: $0, title: name, value: name, institutionName: name.chinese)
                },
                figures: list.figures.map { .init(figure: $0, title: name) },
                endings: try registry.rules().endings(on: question.day))
        }
    }

    func cases(_ question: CaseQuestion) async throws(WebFailure) -> CaseReport {
        note("cases")
        return try value {
            let row = try registry.caseRow(on: question.day)
            let rows = [row].compactMap(\.self).filter { _ in question.which != .over }
            return CaseReport(question: question, total: rows.count, rows: rows)
        }
    }

    func caseFile(_ id: String, on day: LegalDate) async throws(WebFailure) -> CaseFile? {
        note("case \(id)")
        guard id == FakeRegistry.caseID else { return nil }
        return try value { try registry.caseFile(on: day) }
    }

    func notice(
        _ kind: NoticeDocument.Kind, of name: String, on day: LegalDate, includingCases: Bool
    ) async throws(WebFailure) -> NoticeDocument? {
        note("notice \(kind.rawValue) \(includingCases)")
        guard kind == .publishedList || (includingCases && name == FakeRegistry.caseID) else {
            return nil
        }
        return NoticeDocument(
            kind, number: "222400〔2026〕1", paragraphs: [FakeRegistry.hostileText],
            legalBasis: [], references: [], date: day, issuer: "延边州医疗保险中心")
    }

    func caseReviewItems(
        area: RegionCode?, includingResolved: Bool
    ) async throws(WebFailure) -> [ReviewRow] {
        note("case items")
        return try value {
            var item = try registry.reviewItem()
            item.key = "case-problem,7"
            item.kind = .caseProblem
            return [
                ReviewRow(
                    item: item, institutionName: FakeRegistry.hostileText,
                    writtenAtMilliseconds: FakeRegistry.now - 1_000)
            ]
        }
    }

    func ownRegion() -> RegionCode? { RegionCode("220000") }

    func policy(
        of region: RegionCode, on day: LegalDate
    ) async throws(WebFailure) -> PolicyReport {
        try value {
            let policy = try registry.policy(region, on: day)
            let picture = policy.picture
            func text(_ text: String) -> BilingualText { .init(chinese: text, english: text) }
            return PolicyReport(
                region: region, day: day, editions: policy.editions, endings: policy.endings(),
                groups: [
                    .init(
                        name: "opening", title: text("申请至签约"),
                        values: picture.values.sorted { $0.key < $1.key }.map { name, value in
                            PolicyLine(
                                title: text(name), value: value, applied: text(value.text),
                                local: value.local.map { text($0.value) },
                                national: value.national.map { text($0.value) }, decision: nil,
                                forPeople: text("由经办人员把握"))
                        })
                ],
                lists: picture.lists.sorted { $0.key < $1.key }.map {
                    .init(title: text($0.key), list: $0.value)
                },
                tables: Array(picture.tables.values))
        }
    }

    func policyChanges(
        in region: RegionCode, from day: LegalDate, to other: LegalDate
    ) async throws(WebFailure) -> [PolicyChange] {
        try value {
            let before = try registry.policy(region, on: day).picture
            let after = try registry.policy(region, on: other).picture
            return after.differences(from: before).map { difference in
                let text = BilingualText(
                    chinese: FakeRegistry.hostileText, english: FakeRegistry.hostileText)
                return PolicyChange(
                    difference: difference, heading: text, title: text,
                    before: .init(text: text, citations: [Citation(edition: "N", article: "6")]),
                    after: nil)
            }
        }
    }
}
