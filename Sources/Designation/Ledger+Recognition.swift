/// What an agency may build on another one's assessment (S2 7).
extension Ledger {
    mutating func recognise(_ position: Int, _ recognition: Recognition, _ target: Int) {
        guard case .assessed(let assessment) = facts[order.sequence[target]].act else { return }
        let group = group(position, target)
        let isSameUnit = seat(position)?.unit == seat(target)?.unit
        guard assessment.passed, isSameUnit || (group != nil && !isUsedUp(target, by: position))
        else { return rejectRecognition(position, target) }
        let isCovered = recognition.services.allSatisfy { service in
            assessment.services.contains(service)
                && (isSameUnit || group?.services.contains(service) == true)
        }
        if !isCovered { noteUncovered(position, target, group) }
    }

    mutating func checkBasis(_ position: Int, _ agreement: Agreement, _ target: Int) {
        guard case .assessed(let assessment) = facts[order.sequence[target]].act else { return }
        let group = group(position, target)
        let isSameUnit = seat(position)?.unit == seat(target)?.unit
        guard assessment.passed, isSameUnit || (group != nil && !isUsedUp(target, by: position))
        else { return rejectRecognition(position, target) }
        // Services beyond the recognised ones may be agreed by each (S2 7): a question, no bar.
        if let group, !agreement.services.allSatisfy(group.services.contains) {
            noteUncovered(position, target, group)
        }
    }

    /// What was assessed before a termination by the unit that assessed it designates nobody anew: the
    /// qualification that others recognise is over (S2 7), and a new one needs a new assessment (N9, S2 20).
    private mutating func isUsedUp(_ assessment: Int, by position: Int) -> Bool {
        let (assessed, now) = (effective(assessment), effective(position))
        let terminations = positions.filter { other in
            kinds[other] == .terminated && counts(other)
                && seat(other)?.unit == seat(assessment)?.unit
                && assessed <= effective(other) && effective(other) <= now && other > assessment
        }
        usingUp.formUnion(terminations)
        return !terminations.isEmpty
    }

    private mutating func rejectRecognition(_ position: Int, _ target: Int) {
        verdicts[position] = .void(.notRecognised)
        noteUncovered(position, target, nil)
    }

    private mutating func noteUncovered(_ position: Int, _ target: Int, _ group: RecognitionGroup?)
    {
        note(
            .recognitionNotCovered, [target, position], group.map { [$0.citation] } ?? [],
            region: facts[order.sequence[position]].region)
    }

    /// The group in which both regions recognise each other on the day of the act; `nil` also
    /// inside one unit, where nothing needs recognising.
    func group(_ position: Int, _ target: Int) -> RecognitionGroup? {
        guard let here = seat(position), let there = seat(target), here.unit != there.unit else {
            return nil
        }
        let day = effective(position)
        return context.groups.first { group in
            group.from <= day && (group.to.map { day < $0 } ?? true)
                && (group.members.contains(here.code) || group.members.contains(here.unit))
                && (group.members.contains(there.code) || group.members.contains(there.unit))
        }
    }
}

extension FactKind {
    /// Kinds that make or carry a designation; they count for regions of the register's own area.
    var belongsToRegister: Bool {
        switch self {
        case .registered, .assessed, .recognised, .signed, .changed, .renewed, .ended, .restricted,
            .restrictionLifted, .resumptionRequested, .resumptionRefused:
            true
        case .suspended, .resumed, .terminated, .withdrawn, .barred, .reviewed, .unknown: false
        }
    }
}
