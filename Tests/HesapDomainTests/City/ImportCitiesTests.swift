import HesapDomain
import HesapTestKit
import Testing

@Suite("Importing cities")
struct ImportCitiesTests {
    /// A line of a GeoNames dump.
    private func line(
        _ id: Int,
        _ name: String,
        featureClass: String = "P",
        population: String = "100",
        priority: String? = nil
    )
        -> String
    {
        var columns = Array(repeating: "", count: 19)
        (columns[0], columns[1], columns[2], columns[6], columns[8]) = (String(id), name, name, featureClass, "TR")
        columns[14] = population
        return (columns + (priority.map { [$0] } ?? [])).joined(separator: "\t")
    }

    private func run(_ lines: [String], in shop: TestShop) async throws -> (ImportCities.Report, [ImportCities.Report])
    {
        var rest = lines[...]
        var seen: [ImportCities.Report] = []
        let report = try await shop.importCities(
            nextLine: { rest.popFirst().map { Array($0.utf8) } },
            progress: { seen.append($0) }
        )
        return (report, seen)
    }

    @Test("places are added, others skipped, and the same file again changes nothing")
    func again() async throws {
        let shop = try await TestShop()
        let lines = [line(1, "Rize"), line(2, "Kaçkar Dağı", featureClass: "T"), "", line(3, "Sinop")]
        let (first, _) = try await run(lines, in: shop)
        #expect(first.counts == CityImportCount(added: 2))
        #expect(first.skipped == 2)
        #expect(first.lines == 4)
        let (second, _) = try await run(lines, in: shop)
        #expect(second.counts == CityImportCount(unchanged: 2))
        let (third, _) = try await run([line(1, "Rize", population: "200")], in: shop)
        #expect(third.counts == CityImportCount(updated: 1))
        #expect(shop.store.rows.cities.values.map(\.population).sorted() == [100, 200])
    }

    @Test("a file without priorities keeps those that are stored")
    func priorities() async throws {
        let shop = try await TestShop()
        _ = try await run([line(1, "Rize", priority: "5"), line(2, "Sinop")], in: shop)
        _ = try await run([line(1, "Rize", population: "7"), line(2, "Sinop", priority: "")], in: shop)
        #expect(shop.store.rows.cities[try #require(CityID(1))]?.priority == 5)
        #expect(shop.store.rows.cities[try #require(CityID(2))]?.priority == 0)
    }

    @Test("a large file goes in by batches of 500, each reported")
    func batches() async throws {
        let shop = try await TestShop()
        let (report, seen) = try await run((1...1001).map { line($0, "Town \($0)") }, in: shop)
        #expect(report.counts.added == 1001)
        #expect(seen.map(\.counts.added) == [500, 1000, 1001])
        #expect(shop.store.calls(of: .cities) == 3)
    }

    @Test("a broken line stops the import with its number, and what was stored before stays")
    func brokenLine() async throws {
        let shop = try await TestShop()
        let lines = (1...500).map { line($0, "Town \($0)") } + [line(501, "Town"), "a\tb"]
        await #expect(throws: GeoNamesFault(line: 502, reason: .columnCount(2))) { _ = try await run(lines, in: shop) }
        #expect(shop.store.rows.cities.count == 500)
    }

    @Test("a database that is away stops the import")
    func outage() async throws {
        let shop = try await TestShop()
        shop.store.fail(.cities, with: .unavailable(detail: "gone"))
        await #expect(throws: Outage.unavailable(detail: "gone")) { _ = try await run([line(1, "Rize")], in: shop) }
    }
}
