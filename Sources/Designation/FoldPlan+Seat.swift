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
        reviewRegistrations(own)
        for seat in foreign { refuseSeat(seat, own.last { $0.from <= seat.from } ?? own[0]) }
        facts?.place = last.place
        facts?.type = last.type
    }

    /// By type and place other pools are reached (N44 ¶2, P41). One number is a licence of one type, so another
    /// one is a question; so is a place that the tree does not know, which counts as everybody's seat.
    private mutating func reviewRegistrations(_ own: [RegisteredSeat]) {
        for (index, seat) in own.enumerated() {
            let region = ledger.seat(seat.position)?.code ?? seat.place
            if index > 0, own[index - 1].type != seat.type {
                ledger.note(
                    .contradictsRegister, [own[index - 1].position, seat.position], [],
                    region: region)
            }
            if ledger.context.regions[seat.place] == nil {
                ledger.note(.contradictsRegister, [seat.position], [], region: region)
            }
        }
    }

    /// A registration by another agency tells name and address; seat and type stay, and it is shown.
    private mutating func refuseSeat(_ seat: RegisteredSeat, _ known: RegisteredSeat) {
        guard seat.place != known.place || seat.type != known.type else { return }
        ledger.note(
            .contradictsRegister, [known.position, seat.position], [],
            region: ledger.seat(known.position)?.code ?? known.place)
    }

    /// An agency that signed may tell the seat, and its own pool's word then reaches all others. Where it moves
    /// the seat to its own pool while an agreement of another one runs, and the licence was not issued
    /// there, the agency of the seat before is asked whether the institution moved (N44 ¶2).
    mutating func reviewSeats() {
        let tree = ledger.context.regions
        for (before, after) in zip(seats, seats.dropFirst()) {
            guard let author = ledger.seat(after.position),
                tree.pool(of: after.place) == author.pool,
                tree.pool(of: before.place) != author.pool,
                tree.pool(of: ledger.institution.issuer) != author.pool,
                agreements.contains(where: {
                    $0.seat.pool != author.pool && $0.start <= after.from && after.from < $0.end
                })
            else { continue }
            let old = tree.pool(of: before.place).flatMap {
                tree.area(of: $0) == ledger.area ? $0 : nil
            }
            ledger.note(
                .seatMoved, [before.position, after.position],
                after.type == .pharmacy ? Citation.pharmacyElsewhere : Citation.medicalElsewhere,
                region: old ?? ledger.area)
        }
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
