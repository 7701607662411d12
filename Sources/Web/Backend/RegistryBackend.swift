public import Designation
import Messages

/// What pages and the JSON API show of the registry. All calls may take some milliseconds and run
/// off the event loop; none waits for a peer.
public protocol RegistryBackend: Sendable {
    /// - Parameter area: a province held here; `nil`: the node's own.
    func overview(area: RegionCode?) async throws(WebFailure) -> Overview

    /// Institutions whose name contains the text, or whose number or national code starts with it,
    /// best first. The text has 1 to 80 characters; `limit` is 1 to 201.
    func search(_ text: String, limit: Int) async throws(WebFailure) -> [InstitutionRow]

    /// Everything known of one institution in every area whose `register` is held; `nil`: unknown.
    func dossier(_ institution: InstitutionID) async throws(WebFailure) -> Dossier?

    /// Who applies an event since when; `nil` when the event is not known here.
    func propagation(_ event: EventName) async throws(WebFailure) -> PropagationBoard?

    /// The board again whenever it changed, without the first one. Ends when the event is applied
    /// everywhere or the consumer goes away.
    func propagationChanges(_ event: EventName) -> AsyncStream<PropagationBoard>

    /// Every source known here, with its freshness and lag.
    func freshness() async throws(WebFailure) -> [NodeFreshness]

    /// Every peer with the state of each log.
    func peers() async throws(WebFailure) -> [PeerView]

    /// Clashes that wait for a person, newest first; resolved ones too when asked for.
    ///
    /// - Parameter includingCases: also what comes from confidential cases.
    func reviewItems(
        area: RegionCode?, includingResolved: Bool, includingCases: Bool
    ) async throws(WebFailure) -> [ReviewRow]

    /// `common` and every area held, with the hash of the inputs.
    func digests() async throws(WebFailure) -> [DigestView]
}
