/// Files of the `Resources` folder, which the build embeds in the executable: so a copied
/// executable is complete, and pages and strings stay plain files that designers and translators
/// can edit.
enum Resources {
    static var style: [UInt8] { PackageResources.style_css }
    static var script: [UInt8] { PackageResources.app_js }
    static var icon: [UInt8] { PackageResources.icon_svg }
    static var strings: [UInt8] { PackageResources.strings_json }
    /// The same document as `protocol/openapi.json`, of which the file here is a link.
    static var openAPI: [UInt8] { PackageResources.openapi_json }

    /// Page templates by name.
    static var templates: [String: String] {
        let files: [String: [UInt8]] = [
            "layout": PackageResources.layout_mustache,
            "overview": PackageResources.overview_mustache,
            "institution": PackageResources.institution_mustache,
            "propagation": PackageResources.propagation_mustache,
            "board": PackageResources.board_mustache,
            "review": PackageResources.review_mustache,
            "peers": PackageResources.peers_mustache,
            "search": PackageResources.search_mustache,
            "failure": PackageResources.failure_mustache,
            "counts": PackageResources.counts_mustache,
            "item": PackageResources.item_mustache,
            "regions": PackageResources.regions_mustache,
            "pager": PackageResources.pager_mustache,
            "sums": PackageResources.sums_mustache,
            "clock": PackageResources.clock_mustache,
            "due": PackageResources.due_mustache,
            "cases": PackageResources.cases_mustache,
            "case": PackageResources.case_mustache,
            "policy": PackageResources.policy_mustache,
            "value": PackageResources.value_mustache,
            "sign-in": PackageResources.sign_in_mustache,
        ]
        return files.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    /// A short name of some content (FNV-1a), so that browsers may keep a file until it changes.
    static func version(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
