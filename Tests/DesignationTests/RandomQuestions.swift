import Designation

/// Questions that name now and then a service, a fund, and who served where.
struct RandomQuestions {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed &* 31) }

    mutating func next(
        _ institution: InstitutionID, _ unit: RegionCode, _ day: LegalDate
    ) -> StatusQuestion {
        var question = StatusQuestion(institution: institution, region: unit, date: day)
        if random.chance(40) {
            question.service = random.pick([.outpatient, .inpatient, .purchase, .care])
        }
        if random.chance(20) { question.scope = random.pick(FundScope.allCases) }
        for part in RestrictedPart.allCases where random.chance(30) {
            let name = random.pick(RandomHistory.names[part] ?? [])
            switch part {
            case .department: question.department = name
            case .person: question.person = name
            case .site: question.site = name
            }
        }
        return question
    }
}
