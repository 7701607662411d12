import Testing

@testable import Designation

/// What editions say of pools, reach and delegations, against what is configured.
@Suite("Editions agree with regions and delegations")
struct EditionPlacesTests {
    private func faults(
        _ region: String, _ values: [String: String], _ tree: RegionTree = World.tree
    ) -> [String] {
        EditionPlaces.faults(of: World.code(region), in: tree) { values[$0] }
            .map { "\($0.name) \($0.region)" }
    }

    @Test("pooling, own-pools-beside-prefectures: counties lie in pools of that level (S2 34)")
    func pooling() {
        #expect(faults("220000", ["pooling": "prefecture"]).isEmpty)
        // A county of Yunnan that is a pool by itself.
        #expect(faults("530000", ["pooling": "prefecture"]) == ["pooling 530111"])
        #expect(faults("530000", [:]).isEmpty)
        #expect(
            faults(
                "530000", ["pooling": "prefecture", "own-pools-beside-prefectures": "530111"]
            ).isEmpty)
        #expect(faults("220000", ["pooling": "province"]) == ["pooling 220102"])
        #expect(
            faults("220000", ["own-pools-beside-prefectures": "220102"])
                == ["own-pools-beside-prefectures 220102"])
        #expect(faults("220000", ["own-pools-beside-prefectures": "none"]).isEmpty)
    }

    @Test("reach: designated in one district, valid in the whole city, or not (S4)")
    func reach() {
        #expect(faults("320400", ["reach": "city-wide"]).isEmpty)
        #expect(faults("320400", ["reach": "own-unit"]) == ["reach 320402"])
        #expect(faults("222400", ["reach": "city-wide"]) == ["reach 222401"])
    }

    @Test("delegation-may-name: nothing else is lent; sanctions may be named besides (S2 6)")
    func delegations() {
        func over(_ value: String?, _ acts: [Competency]) -> [Competency] {
            var world = PolicyWorld()
            if let value { world.set("delegation-may-name", value, PolicyWorld.province) }
            return world.policy().notDelegable(acts)
        }
        let acts: [Competency] = [.accept, .assess, .sign, .renew, .suspend, .bar]
        #expect(over("accept, assess, sign, manage", acts) == [.bar])
        #expect(over("accept", acts) == [.assess, .sign, .renew, .bar])
        #expect(over("accept, sign", acts) == [.assess, .renew, .bar])
        #expect(over(nil, acts).isEmpty)
    }
}
