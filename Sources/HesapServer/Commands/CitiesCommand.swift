import ArgumentParser
import DjangoCompat
import HesapDomain

struct CitiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cities",
        abstract: "Import and look up cities.",
        subcommands: [Import.self, Find.self]
    )

    struct Import: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Add and update cities from a GeoNames dump, by id; prints what changed."
        )

        @Argument(
            help: "A file in GeoNames' dump format with an optional 20th column for the priority, or - for stdin."
        )
        var file: String

        func run(_ launch: Launch) async throws {
            let lines = try LineReader(path: file)
            try await launch.withStores { stores in
                var progress = ImportProgress()
                let report = try await ImportCities(cities: stores.cities)(
                    nextLine: { try lines.next() },
                    progress: { progress.show($0) }
                )
                let counts = report.counts
                StandardStream.output.writeLine(
                    "\(counts.added) added, \(counts.updated) updated, \(counts.unchanged) unchanged, "
                        + "\(report.skipped) skipped"
                )
            }
        }
    }

    struct Find: LaunchedCommand {
        static let configuration = CommandConfiguration(
            commandName: "find",
            abstract: "Print the city that a shopper gets for a name, as JSON."
        )

        @Argument(help: "A name, with or without diacritics, in any case.")
        var name: String

        @Option(help: "ISO 3166 alpha-2 country code.")
        var country: String?

        func run(_ launch: Launch) async throws {
            guard let name = CityName(name) else { throw CommandFault("that is no city name") }
            let code = try country.map { text in
                guard let code = CountryCode(text) else { throw CommandFault("--country must be two letters") }
                return code
            }
            try await launch.withStores { stores in
                guard let city = try await stores.cities.find(name, country: code) else {
                    throw CommandFault("no active city of that name")
                }
                let names = try await stores.cities.alternativeNames(of: city.id)
                StandardStream.output.writeJSON(Self.json(of: city, alternativeNames: names))
            }
        }

        private static func json(of city: City, alternativeNames: [String]) -> JSONValue {
            .object([
                .init("id", .integer(city.id.raw)),
                .init("name", .string(city.name)),
                .init("country", .string(city.country.raw)),
                .init("slug", .string(city.slug)),
                .init("population", .integer(city.population)),
                .init("priority", .integer(Int64(city.priority))),
                .init("alternative_names", .array(alternativeNames.map { .string($0) })),
            ])
        }
    }
}

/// Says every second how far an import is, so that a long one does not look stuck.
private struct ImportProgress {
    private var next = ContinuousClock.now + .seconds(1)

    mutating func show(_ report: ImportCities.Report) {
        guard ContinuousClock.now >= next else { return }
        next = ContinuousClock.now + .seconds(1)
        StandardStream.error.writeLine("\(report.lines) lines read")
    }
}

extension StandardStream {
    func writeJSON(_ value: JSONValue) {
        writeLine(String(decoding: value.encoded(ascii: false), as: UTF8.self))
    }
}
