import Designation
import Federation
import Logging
import Messages
import Synchronization
public import Web

/// What the web asks of a running node (see `WebBackend`).
///
/// | part | file | rests on |
/// |---|---|---|
/// | status, the hot path | `+Status` | the registry and ``FreshnessCache``, both in memory |
/// | logs and blobs | `+Logs` | the store, rights of the directory by session |
/// | dialogue of nodes | `+Sync` | the core, the one writer |
/// | pages | `+Overview`, `+Registry`, `+Review`, `+Propagation` | ``CensusCache``, the books |
/// | duties, cases, policies | `+Duties`, `+Cases`, `+Policy` | ``DutyWork``, ``CaseBoard``, the rule book |
/// | operations | `+Operations` | all of them |
public final class NodeBackend: WebBackend {
    let service: NodeService
    let core: NodeCore
    let registry: Registry
    let freshnessCache: FreshnessCache
    let censusCache: CensusCache
    let callers: CallerBook
    let cases: CaseReader
    let marks: MarkDesk
    let upstream: UpstreamBoards
    let dutyLists: Remembered<DutyKey, DutyList>
    let caseLists: Remembered<LegalDate, [CaseBoard.Row]>
    let caseItems: Remembered<CaseItemsKey, [ReviewItem]>
    let door: PageDoor
    /// The rates of callers.
    let gate: RequestGate
    /// Status questions answered since the start.
    let questionCount = Atomic<UInt64>(0)

    public init(service: NodeService) {
        self.service = service
        core = service.core
        gate = RequestGate(service.settings.rates, proxy: service.settings.proxy)
        registry = service.core.registry
        freshnessCache = FreshnessCache(core: service.core)
        censusCache = CensusCache(registry: service.core.registry, clock: service.core.clock)
        callers = CallerBook(core: service.core)
        let cases = CaseReader(service: service)
        self.cases = cases
        marks = MarkDesk(service: service, cases: cases)
        upstream = UpstreamBoards(service: service)
        dutyLists = Remembered(clock: service.core.clock)
        caseLists = Remembered(clock: service.core.clock)
        caseItems = Remembered(clock: service.core.clock)
        door = PageDoor(
            key: PageKey.readOrMake(service.folder, service.logger), clock: service.core.clock)
        freshnessCache.start()
        let censusCache = censusCache
        let core = service.core
        Task { [weak censusCache] in
            _ = await core.listen { [weak censusCache] _ in censusCache?.markChanged() }
        }
    }

    var clock: @Sendable () -> UInt64 { core.clock }
    var logger: Logger { service.logger }
    /// The directory in force now.
    var directory: Directory { registry.view.directory }

    public func identity() -> Web.NodeIdentity {
        Web.NodeIdentity(
            node: core.name, agency: agency(of: core.name),
            federation: registry.anchor.federationName, softwareVersion: softwareVersion,
            isDemonstration: service.settings.isDemonstration)
    }

    /// The agency of a node in both languages; its name where the directory gives none.
    func agency(of node: String) -> BilingualText {
        agency(of: node, in: directory)
    }

    func agency(of node: String, in directory: Directory) -> BilingualText {
        guard let record = directory.node(named: node) else {
            return BilingualText(chinese: node, english: node)
        }
        return BilingualText(
            chinese: record.agencyChinese.isEmpty ? node : record.agencyChinese,
            english: record.agencyEnglish.isEmpty ? node : record.agencyEnglish)
    }

    /// Logs what went wrong, with everything that must not be sent to a caller.
    func broken(_ error: any Error, _ what: Message) -> WebFailure {
        logger.say("\(what): \(error)", level: .error)
        return .broken
    }
}
