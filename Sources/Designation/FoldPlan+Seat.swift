/// What a registration says of an institution's seat and type.
struct RegisteredSeat {
    let position: Int
    let from: LegalDate
    let place: RegionCode
    let type: InstitutionType
}

extension FoldPlan {
    /// Seat and type are those of the register, where it is held: by them a sanction reaches other pools
    /// (N44 ¶2, P41), and an agency that could name another seat in its own act or registration would
    /// give itself that reach. What a sanction carries decides where no registration of its time is held.
    mutating func settleSeat() {
        gatherSeats()
        guard !seats.isEmpty else { return }
        for index in sanctions.indices {
            let day = sanctions[index].from
            guard let seat = seats.last(where: { $0.from <= day }) else { continue }
            sanctions[index].place = seat.place
            sanctions[index].type = seat.type
        }
    }

    /// Sorted by first day; of one day the last in order holds.
    private mutating func gatherSeats() {
        var own: [RegisteredSeat] = []
        var foreign: [RegisteredSeat] = []
        for position in ledger.positions
        where ledger.kinds[position] == .registered && ledger.counts(position) {
            let index = ledger.factIndex(position)
            guard case .registered(let facts) = ledger.facts[index].act else { continue }
            let seat = RegisteredSeat(
                position: position, from: ledger.facts[index].effective, place: facts.place,
                type: facts.type)
            if mayNameSeat(position) { own.append(seat) } else { foreign.append(seat) }
        }
        let order = { (left: RegisteredSeat, right: RegisteredSeat) in
            (left.from, left.position) < (right.from, right.position)
        }
        own.sort(by: order)
        foreign.sort(by: order)
        guard let last = own.last else {
            // Nobody nearer says anything: better than what a sanction says of itself.
            seats = foreign
            return
        }
        seats = own
        for seat in foreign { refuseSeat(seat, own.last { $0.from <= seat.from } ?? own[0]) }
        facts?.place = last.place
        facts?.type = last.type
    }

    /// A registration by another agency tells name and address; seat and type stay, and it is shown.
    private mutating func refuseSeat(_ seat: RegisteredSeat, _ known: RegisteredSeat) {
        guard seat.place != known.place || seat.type != known.type else { return }
        ledger.note(
            .contradictsRegister, [known.position, seat.position], [],
            region: ledger.seat(known.position)?.code ?? known.place)
    }

    /// The agency of the region that issued the licence, or above it, or of a unit that signed.
    private func mayNameSeat(_ position: Int) -> Bool {
        guard let seat = ledger.seat(position) else { return false }
        let tree = ledger.context.regions
        let issuer = ledger.institution.issuer
        return tree.lies(issuer, in: seat.code) || tree.unit(of: issuer) == seat.unit
            || agreements.contains { $0.seat.unit == seat.unit }
    }
}
