public import Designation
public import TransparencyLog

/// What is due, cases, papers and policies (protocol §10, §12, §13), for any day.
///
/// Contents of cases are confidential. The web asks ``opensCases(to:)`` with every request and hands
/// the answer on as `includingCases`; without it nothing that comes from a case is given.
public protocol CaseworkBackend: Sendable {
    /// Whether whoever shows this may read the cases that this node can open.
    ///
    /// - Parameter credential: as sent by a browser or program; `nil`: none was shown.
    /// - Throws: ``WebFailure/tooManyRequests(_:retryAfterSeconds:)`` for another wrong key after too
    ///   many of them; the right one always opens, and sessions go on.
    func opensCases(to credential: CaseCredential?) throws(WebFailure) -> Bool

    /// Opens a session for whoever shows the node's page key.
    ///
    /// - Returns: `nil`: that is not the key.
    /// - Throws: ``WebFailure/tooManyRequests(_:retryAfterSeconds:)`` for another wrong key after too
    ///   many of them; the right one always opens.
    func signIn(key: String) throws(WebFailure) -> CaseSession?

    /// Ends a session; a no-op when there is none of this token.
    func signOut(session token: String)

    /// What somebody still has to do.
    func duties(_ question: DutyQuestion) async throws(WebFailure) -> DutyReport

    /// Cases that this node can open. Only asked where they may be read.
    func cases(_ question: CaseQuestion) async throws(WebFailure) -> CaseReport

    /// One case as it stands on a day; `nil` where this node cannot open it, or nothing of it had
    /// happened by then. Only asked where cases may be read.
    ///
    /// - Parameter id: 32 lower-case hexadecimal digits.
    func caseFile(_ id: String, on day: LegalDate) async throws(WebFailure) -> CaseFile?

    /// A paper that a step of a case brought along; `nil` where there is none that this node can open,
    /// or it has not come here yet. Only asked where cases may be read.
    ///
    /// - Parameters:
    ///   - sha256: of its content.
    ///   - id: 32 lower-case hexadecimal digits.
    func caseAttachment(
        _ sha256: TreeHash, of id: String
    ) async throws(WebFailure) -> OpenedAttachment?

    /// What waits for a person in cases that this node can open. Only asked where they may be read.
    func caseReviewItems(
        area: RegionCode?, includingResolved: Bool
    ) async throws(WebFailure) -> [ReviewRow]

    /// A printable paper.
    ///
    /// - Parameters:
    ///   - name: an event (`origin#index`), a case, or a region.
    ///   - includingCases: without it only papers of public acts and of published lists.
    /// - Returns: `nil` where nothing calls for such a paper.
    func notice(
        _ kind: NoticeDocument.Kind, of name: String, on day: LegalDate, includingCases: Bool
    ) async throws(WebFailure) -> NoticeDocument?

    /// The region of this node; `nil` while the directory does not know it.
    func ownRegion() -> RegionCode?

    /// Everything that holds for a region on a day. The region is `CN` or known to the tree.
    func policy(of region: RegionCode, on day: LegalDate) async throws(WebFailure) -> PolicyReport

    /// What differs in a region from one day to another.
    func policyChanges(
        in region: RegionCode, from day: LegalDate, to other: LegalDate
    ) async throws(WebFailure) -> [PolicyChange]
}

/// What somebody shows to be let in to cases.
public enum CaseCredential: Hashable, Sendable {
    /// The token of a ``CaseSession``, from a browser's cookie.
    case session(String)
    /// The node's page key itself, from a program.
    case key(String)
}

/// What stands for the page key after signing in.
public struct CaseSession: Hashable, Sendable {
    /// 1 to 128 letters and digits.
    public var token: String
    /// How long it is good, unless it is ended before.
    public var lifetimeSeconds: Int

    public init(token: String, lifetimeSeconds: Int) {
        self.token = token
        self.lifetimeSeconds = lifetimeSeconds
    }
}

/// A part of a list that is shown at once.
public struct ListPart: Hashable, Sendable {
    /// Largest number of rows of a page or document, and the usual one of a document.
    public static let maximumCount = 200
    /// Rows of a page where nobody asks for another number: more are not read, and slow a telephone down.
    public static let pageCount = 50
    /// Rows before the first one shown, 0 to 1,000,000.
    public var offset: Int
    /// 1 to ``maximumCount``.
    public var count: Int

    public init(offset: Int = 0, count: Int = maximumCount) {
        self.offset = offset
        self.count = count
    }

    /// The rows of a whole list that are shown.
    func of<Row>(_ rows: [Row]) -> [Row] { Array(rows.dropFirst(offset).prefix(count)) }
}
