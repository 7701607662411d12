// swift-tools-version: 6.1
import PackageDescription

/// Features that make dependencies visible: what a file uses it must import, and what a module
/// imports stays inside unless it says `public import`.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(
    name: "HummingbirdTesting", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "dingdian",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "dingdian", targets: ["dingdian"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Without its support for configuration files, which nobody here uses and which takes long to build.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0",
            traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        // Files that are compiled in, from the folders of those who read them.
        .target(name: "CResources"),
        // Words for people, in both languages.
        .target(
            name: "Messages", dependencies: ["CResources"], exclude: ["Resources"],
            swiftSettings: strict),

        // The pure three. They read no clock, no random source, no network and no disk.
        .target(
            name: "TransparencyLog", dependencies: ["Messages", crypto], swiftSettings: strict),
        .target(name: "Designation", dependencies: [], swiftSettings: strict),
        .target(
            name: "Federation",
            dependencies: [
                "Messages", "TransparencyLog", "Designation", crypto, cryptoExtras, protobuf,
            ],
            swiftSettings: strict),

        // The shells.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CMemory"),
        .target(
            name: "Compression", dependencies: ["Messages", "CZlib"], swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "Messages", "TransparencyLog", "Designation", "Federation", "Compression", grdb,
            ],
            swiftSettings: strict),
        .target(
            name: "Transport",
            dependencies: ["Messages", "TransparencyLog", "Compression", "CCurl", crypto],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "Messages", "TransparencyLog", "Designation", hummingbird, mustache, logging,
            ],
            exclude: ["Resources"],
            swiftSettings: strict),
        .target(
            name: "Node",
            dependencies: [
                "Messages", "TransparencyLog", "Designation", "Federation", "Storage", "Transport",
                "Compression", "Web", "CMemory",
                yams, logging, hummingbird,
            ],
            swiftSettings: strict),
        .target(
            name: "Simulator",
            dependencies: ["TransparencyLog", "Designation", "Federation", crypto],
            swiftSettings: strict),
        .executableTarget(
            name: "dingdian",
            dependencies: [
                "Messages", "TransparencyLog", "Designation", "Federation", "Storage", "Transport",
                "Web", "Node", "Simulator", arguments, logging, yams, crypto, hummingbird,
            ],
            swiftSettings: strict,
            linkerSettings: [
                // The toolchain's own linker: the system's warns of a function in Swift's static libraries.
                .unsafeFlags(["-use-ld=lld"]),
                // Nobody looks for the program's symbols, and its relocations fit into a hundredth of
                // their size where the C library knows the short form (glibc 2.36, Debian 12): every
                // node holds six megabytes less.
                .unsafeFlags([
                    "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z", "-Xlinker",
                    "pack-relative-relocs",
                ]),
            ]),

        .testTarget(name: "MessagesTests", dependencies: ["Messages"], swiftSettings: strict),
        .testTarget(
            name: "TransparencyLogTests", dependencies: ["Messages", "TransparencyLog", crypto],
            resources: [.copy("Vectors")], swiftSettings: strict),
        .testTarget(name: "DesignationTests", dependencies: ["Designation"], swiftSettings: strict),
        .testTarget(
            name: "FederationTests",
            dependencies: [
                "Messages", "Federation", "Designation", "TransparencyLog", crypto, protobuf,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Messages",
                "Storage", "Compression", "Federation", "Designation", "TransparencyLog", crypto,
                grdb,
            ], swiftSettings: strict),
        .testTarget(
            name: "TransportTests",
            dependencies: ["Messages", "Transport", "Compression", "TransparencyLog", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Messages", "Web", "Designation", "TransparencyLog", hummingbirdTesting,
            ], swiftSettings: strict),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "Messages", "Node", "Web", "Compression", "Transport", logging, "Storage",
                "Federation",
                "Designation", "TransparencyLog", crypto, grdb,
            ], swiftSettings: strict),
        .testTarget(name: "SimulatorTests", dependencies: ["Simulator"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Node", "Transport"], swiftSettings: strict),
    ],
    cLanguageStandard: .c2x
)
