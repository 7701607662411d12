import Testing

@testable import Designation

/// What single values of an edition change in papers.
@Suite("Notices: what values of an edition change")
struct NoticeValueTests {
    @Test("public-notice-place: the notice says that it hangs on the website (S2 19, S3, S4)")
    func place() throws {
        func paper(_ place: String?) throws -> NoticeDocument {
            var world = CaseWorld(.national)
            if let place { world.extra = [("CN", "public-notice-place", place, "2021-02-01")] }
            world.step(.accepted, "2026-03-02")
            world.assess("2026-03-10")
            world.step(.noticeOpened, "2026-03-11") { $0.until = World.day("2026-03-18") }
            let party = NoticeWriter.Party(World.hospital, nil)
            let line = try #require(NoticeWriter.Noticed(try world.state("2026-03-11"), party))
            let writer = NoticeWriter(issuer: "演示", policyAt: world.setting.policyAt)
            return try writer.publicNotice([line])
        }
        #expect(try paper("website").text.contains("网站"))
        #expect(try !paper(nil).text.contains("网站"))
        #expect(try paper("website").legalBasis.count == (try paper(nil).legalBasis.count) + 1)
    }
}
