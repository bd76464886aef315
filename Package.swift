// swift-tools-version: 6.2
import PackageDescription

// The targets and the arrows between them: the only place where they are declared. docs/map.md draws them.

// Set by Tests/Fuzz/run.sh.
let fuzzes = Context.environment["HESAP_FUZZ"] != nil

var house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
// Hesap's own code tells libFuzzer which branches an input reached.
if fuzzes { house.append(.unsafeFlags(["-sanitize=fuzzer"])) }

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

let package = Package(
    name: "hesap",
    products: [
        .executable(name: "hesap", targets: ["HesapServer"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: ["CommandLineArguments", "JSON"]
        ),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSQLiteOptions"),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "DjangoCompat",
            dependencies: ["CArgon2", "CCrypt", "CZlib", crypto, cryptoExtras],
            swiftSettings: house
        ),
        .target(name: "HesapDomain", dependencies: ["DjangoCompat", logging], swiftSettings: house),
        .target(name: "HesapSQL", dependencies: ["HesapDomain", "DjangoCompat"], swiftSettings: house),
        .target(
            name: "HesapSQLite",
            dependencies: ["HesapSQL", "HesapDomain", "CSQLiteOptions", grdb, grdbSQLite],
            swiftSettings: house
        ),
        .target(name: "HesapPostgres", dependencies: ["HesapSQL", "HesapDomain", "CLibPQ"], swiftSettings: house),
        .target(
            name: "HesapTexts",
            dependencies: ["HesapDomain", "DjangoCompat", mustache],
            resources: [.embedInCode("Catalogues")],
            swiftSettings: house
        ),
        .target(
            name: "HesapMail",
            dependencies: ["HesapDomain", "HesapTexts", "CCurl", "CIDN2", mustache],
            resources: [.embedInCode("Templates")],
            swiftSettings: house
        ),
        .target(
            name: "HesapHTTP",
            dependencies: ["HesapDomain", "HesapTexts", "DjangoCompat", hummingbird, httpTypes, logging, nioCore],
            resources: [.embedInCode("Pages/Templates"), .embedInCode("Pages/Assets")],
            swiftSettings: house
        ),
        .executableTarget(
            name: "HesapServer",
            dependencies: [
                "HesapHTTP", "HesapPostgres", "HesapSQLite", "HesapSQL", "HesapMail", "HesapTexts", "HesapDomain",
                "DjangoCompat", "CMalloc", argumentParser, configuration, hummingbird, hummingbirdCore, logging,
                httpTypes, nioCore, nioHTTP1, nioHTTPTypesHTTP1, nioPosix, serviceLifecycle, unixSignals,
            ],
            swiftSettings: house,
            // 126,000 addresses of the program are relocated at its start from a table of 3 MB, which counts as memory ever
            // after; packed it has 45 kB. Glibc reads that since 2.36, which is Debian 12's.
            linkerSettings: [
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
                    .when(configuration: .release)
                )
            ]
        ),
        .target(
            name: "HesapTestKit",
            dependencies: ["HesapDomain", "DjangoCompat"],
            swiftSettings: house
        ),
        .executableTarget(
            name: "HesapPeer",
            dependencies: ["HesapPostgres", "HesapSQLite", "HesapSQL", "HesapDomain", "DjangoCompat"],
            path: "Tests/Conformance/peer",
            swiftSettings: house
        ),
        .executableTarget(
            name: "HesapLimits",
            dependencies: [argumentParser, cryptoExtras, hummingbird],
            path: "Benchmarks/limits",
            swiftSettings: house
        ),
        .testTarget(
            name: "DjangoCompatTests",
            dependencies: ["DjangoCompat"],
            exclude: [
                "Fixtures/make_fixtures.py", "Fixtures/make_legacy_fixtures.py", "Fixtures/requirements-legacy.txt",
                "Fixtures/requirements.txt",
            ],
            resources: [.copy("Fixtures/golden.json"), .copy("Fixtures/legacy.json")],
            swiftSettings: house
        ),
        .testTarget(
            name: "HesapDomainTests",
            dependencies: ["HesapDomain", "HesapTestKit", "DjangoCompat"],
            exclude: ["Fixtures"],
            swiftSettings: house
        ),
        .testTarget(
            name: "HesapContractTests",
            dependencies: [
                "HesapPostgres", "HesapSQL", "HesapSQLite", "HesapDomain", "HesapTestKit", "DjangoCompat",
            ],
            exclude: ["Fixtures"],
            swiftSettings: house
        ),
        .testTarget(
            name: "HesapTextsTests",
            dependencies: ["HesapTexts", "HesapDomain", "DjangoCompat"],
            swiftSettings: house
        ),
        .testTarget(
            name: "HesapHTTPTests",
            dependencies: [
                "HesapHTTP", "HesapTexts", "HesapDomain", "HesapTestKit", "DjangoCompat", hummingbird,
                hummingbirdTesting,
            ],
            swiftSettings: house
        ),
        .testTarget(
            name: "HesapServerTests",
            dependencies: [
                "HesapServer", "HesapMail", "HesapHTTP", "HesapTexts", "HesapSQL", "HesapDomain", "HesapTestKit",
                "DjangoCompat", httpTypes, logging, nioCore, nioEmbedded, nioHTTP1,
            ],
            exclude: ["Mail/exim.py", "Mail/smtp_server.py"],
            swiftSettings: house
        ),
    ]
)

// One set of claims about the parsers, asked by `swift test` of a kept corpus and by libFuzzer of what it makes up.
let parsers: [Target.Dependency] = [
    "HesapHTTP", "HesapMail", "HesapPostgres", "HesapDomain", "DjangoCompat", "CZlib", httpTypes, hummingbird, nioCore,
]
let notSwift = ["CLibFuzzer", "Corpus", "Dictionaries", "campaign.py", "run.sh"]
if fuzzes {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "HesapFuzz",
            dependencies: parsers + ["CLibFuzzer"],
            path: "Tests/Fuzz",
            exclude: notSwift + ["Replay"],
            swiftSettings: house,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
        ),
    ]
} else {
    package.targets.append(
        .testTarget(
            name: "HesapFuzzTests",
            dependencies: parsers,
            path: "Tests/Fuzz",
            exclude: notSwift + ["Driver"],
            swiftSettings: house
        )
    )
}
