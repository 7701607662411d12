/// How likely each fault is, in ten thousandths, and how many of the rare ones one run may have.
///
/// Plain numbers by profile; everything that is drawn is drawn by the simulation.
struct FaultPlan: Sendable {
    // Per message leg.
    var lost = 0
    var doubled = 0
    var delayed = 0
    var damaged = 0
    // Per write of a store.
    var writeFails = 0
    var diesAtWrite = 0
    // Per simulated day and federation.
    var partitionsPerDay = 0
    var killsPerDay = 0
    var diskFullPerDay = 0
    var restoresPerDay = 0
    var clockFaultsPerDay = 0
    var versionFaultsPerDay = 0
    var keyChangesPerDay = 0
    // Per run.
    var secondHistories = 0
    var badLogs = 0
    /// How likely superiors settle forks, during the faults and after them.
    var forksAreSettled = 0
    /// Superiors close logs of machines that run twice.
    var closesTwins = false
    var sticksAreBad = false
    var clocksAreSkewed = false

    init(_ profile: SimulationProfile) {
        switch profile {
        case .calm: break
        case .lossy: addNetwork()
        case .crashes: addCrashes()
        case .restore:
            restoresPerDay = 2
            forksAreSettled = 5_000
        case .forks:
            secondHistories = 1
            forksAreSettled = 7_000
            closesTwins = true
        case .clocks: addClocks()
        case .versions: versionFaultsPerDay = 2
        case .keys:
            addNetwork()
            killsPerDay = 1
            keyChangesPerDay = 2
        case .everything:
            addNetwork()
            addCrashes()
            addClocks()
            restoresPerDay = 1
            versionFaultsPerDay = 1
            keyChangesPerDay = 1
            secondHistories = 1
            forksAreSettled = 5_000
            closesTwins = true
        }
    }

    private mutating func addNetwork() {
        lost = 300
        doubled = 200
        delayed = 500
        damaged = 150
        partitionsPerDay = 2
        badLogs = 1
        sticksAreBad = true
    }

    private mutating func addCrashes() {
        writeFails = 150
        diesAtWrite = 100
        killsPerDay = 2
        diskFullPerDay = 1
    }

    private mutating func addClocks() {
        clocksAreSkewed = true
        clockFaultsPerDay = 2
    }
}
