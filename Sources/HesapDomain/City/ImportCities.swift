/// Reads a GeoNames dump of any size into the city table, in batches that do not hold up the server's writes.
package struct ImportCities: Sendable {
    /// Some milliseconds of the writer at a time.
    private static let batchSize = 500

    private let cities: any Cities

    package init(cities: any Cities) {
        self.cities = cities
    }

    package struct Report: Sendable, Equatable {
        package var counts = CityImportCount()
        /// Lines that are no cities: blank ones and other feature classes.
        package var skipped = 0
        package var lines = 0
    }

    /// Throws `GeoNamesFault` where the dump is broken; batches before it are stored, and importing again is harmless.
    ///
    /// `nextLine` gives the next line without its line feed, nil at the end; `progress` is called after each batch.
    package func callAsFunction(
        nextLine: () throws -> [UInt8]?,
        progress: (Report) -> Void
    ) async throws -> Report {
        var report = Report()
        var batch: [CityUpsert] = []
        while let line = try nextLine() {
            report.lines += 1
            guard let record = try GeoNamesRecord.parse(line, line: report.lines) else {
                report.skipped += 1
                continue
            }
            let names = record.distinctAlternativeNames
            batch.append(CityUpsert(city: record.city, alternativeNames: names, priority: record.priority))
            if batch.count == Self.batchSize { try await store(&batch, &report, progress) }
        }
        try await store(&batch, &report, progress)
        // Also after a file that brought nothing new: an import before this one may have been cut off.
        try await cities.prepareSearch()
        return report
    }

    private func store(
        _ batch: inout [CityUpsert],
        _ report: inout Report,
        _ progress: (Report) -> Void
    ) async throws {
        guard !batch.isEmpty else { return }
        let counts = try await cities.upsert(batch)
        report.counts.added += counts.added
        report.counts.updated += counts.updated
        report.counts.unchanged += counts.unchanged
        batch.removeAll(keepingCapacity: true)
        progress(report)
    }
}
