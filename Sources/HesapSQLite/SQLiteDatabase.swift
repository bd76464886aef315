import CSQLiteOptions
import GRDB
import Glibc
package import HesapDomain
package import HesapSQL

/// An SQLite file: one writer, several readers, bounded queues before both, writes that share commits.
///
/// One process should own the file. A second one, such as `hesap migrate` beside a server, is waited for up to the
/// busy timeout.
package final class SQLiteDatabase: HesapSQL.Database {
    package var dialect: Dialect { .sqlite }

    private let writer: DatabaseQueue
    private let readers: [DatabaseQueue]
    private let writeLane: WriteLane
    private let readLane: ReadLane
    private let busyTimeoutSeconds: Double

    /// Opens the file, and makes it when there is none.
    ///
    /// - Parameters:
    ///   - path: of the file; `-wal` and `-shm` are made beside it.
    ///   - readerCount: two are enough to keep two cores busy, and each holds its own page cache of 2 MB.
    ///   - queueLimit: how many brackets may wait, for the writer and for the readers each; more are refused as busy.
    ///   - readWaitLimit: how long a read may wait before it is refused as busy. A reader takes microseconds; who waited
    ///     five seconds waits behind a stuck disk.
    ///   - busyTimeoutSeconds: how long to wait for another process that writes.
    /// - Throws: `unavailable` when the file cannot be opened or is no database.
    package init(
        path: String,
        readers readerCount: Int = 2,
        queueLimit: Int = 1024,
        readWaitLimit: Duration = .seconds(5),
        busyTimeoutSeconds: Double = 5
    ) throws(Outage) {
        self.busyTimeoutSeconds = busyTimeoutSeconds
        _ = Self.countsNoMemory
        Self.makePrivateFile(path)
        do {
            let timeout = busyTimeoutSeconds
            writer = try DatabaseQueue(path: path, configuration: Self.configuration(.writer, timeout: timeout))
            readers = try (0..<max(1, readerCount)).map { _ in
                try DatabaseQueue(path: path, configuration: Self.configuration(.reader, timeout: timeout))
            }
        } catch {
            throw Outage(sqlite: error)
        }
        // Longer than proxies wait: nobody is left who would read the answer.
        let waitLimit = Duration.seconds(max(30, 2 * busyTimeoutSeconds))
        writeLane = WriteLane(connection: writer, queueLimit: queueLimit, waitLimit: waitLimit)
        readLane = ReadLane(connections: readers, queueLimit: queueLimit, waitLimit: readWaitLimit)
    }

    /// SQLite counts its memory under a lock that all its connections share, at each of some thirty allocations of a request.
    ///
    /// Nobody asks for the count. The first user of SQLite in the program decides, so this may come too late.
    private static let countsNoMemory = hesap_sqlite_count_no_memory() == 0

    /// Half of SQLite's own choice.
    ///
    /// Each page is copied as a whole, of a large file from memory that no cache of the processor holds, and a search looks
    /// at a tenth of it; see decision 22.
    private static let pageBytes = 2048

    private enum Role {
        case writer, reader
    }

    private static func configuration(_ role: Role, timeout: Double) -> Configuration {
        var configuration = Configuration()
        // Set by GRDB when it opens, so before the switch to WAL, which needs the lock for a moment.
        configuration.busyMode = .timeout(timeout)
        configuration.foreignKeysEnabled = true
        configuration.readonly = role == .reader
        // `Transaction` begins and ends them; without this a defect there would stop the process.
        configuration.allowsUnsafeTransactions = true
        configuration.label = role == .reader ? "hesap.sqlite.reader" : "hesap.sqlite.writer"
        configuration.prepareDatabase { connection in
            if role == .writer {
                // Of a new file only, and before its first page, which the log's mode writes.
                try connection.execute(sql: "PRAGMA page_size = \(pageBytes)")
                try useWriteAheadLog(connection, patience: .seconds(timeout))
            }
            for pragma in pragmas(role) {
                try connection.execute(sql: pragma)
            }
        }
        return configuration
    }

    /// SQLite reports it as no error when it stays in another mode, as it does on a network file system.
    private static func useWriteAheadLog(_ connection: GRDB.Database, patience: Duration) throws {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                let mode = try String.fetchOne(connection, sql: "PRAGMA journal_mode = WAL")
                if mode == "wal" { return }
                throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "no write-ahead log on this file system")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                guard ContinuousClock.now < deadline else { throw error }
                // SQLite does not wait by itself here: of processes that begin at once on a new file each has a lock
                // that the others want.
                usleep(10_000)
            }
        }
    }

    /// A new file is for its owner only, since it holds password hashes; SQLite gives its other files the same rights.
    ///
    /// A file that exists keeps the rights that the operator gave it. A failure is left to SQLite to report.
    private static func makePrivateFile(_ path: String) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if file >= 0 { Glibc.close(file) }
    }

    private static func pragmas(_ role: Role) -> [String] {
        // Sorting must not leave personal data in a temporary file.
        guard role == .writer else { return ["PRAGMA temp_store = MEMORY"] }
        return [
            "PRAGMA temp_store = MEMORY",
            // A commit that was answered survives a power cut.
            "PRAGMA synchronous = FULL",
            // Erased data is overwritten with zeros instead of lingering in free pages.
            "PRAGMA secure_delete = ON",
        ]
    }

    /// For the metrics: a queue that stays long says that the disk or the readers are the bottleneck.
    package var waitingWrites: Int { writeLane.waitingCount }
    package var waitingReads: Int { readLane.waitingCount }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result
    ) async throws(Outage) -> Result {
        try await perform(.bracket, body, in: readLane.submit)
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result
    ) async throws(Outage) -> Result {
        try await perform(.bracket, body, in: writeLane.submit)
    }

    package func all(_ statement: HesapSQL.SQL) async throws(Outage) -> [HesapSQL.Row] {
        try await perform(.statement, { session throws(Outage) in try session.all(statement) }, in: readLane.submit)
    }

    /// Both in one job: a reader is asked once.
    package func pair(
        _ statement: HesapSQL.SQL,
        then next: @escaping @Sendable (HesapSQL.Row) throws(Outage) -> (any Found, HesapSQL.SQL?)
    ) async throws(Outage) -> (any Found, HesapSQL.Row?)? {
        try await perform(
            .statement,
            { session throws(Outage) in try session.pair(statement, then: next) },
            in: readLane.submit
        )
    }

    @discardableResult
    package func run(_ statement: HesapSQL.SQL, row: String) async throws(Outage) -> Int {
        try await perform(.statement, { session throws(Outage) in try session.run(statement) }, in: writeLane.submit)
    }

    // As a generic function of its own it would ask the runtime for its types at each call.
    @inline(__always)
    private func perform<Result: Sendable>(
        _ extent: Job.Extent,
        _ body: @escaping @Sendable (any SQLSession) throws(Outage) -> Result,
        in submit: (Job) -> Void
    ) async throws(Outage) -> Result {
        let result = await withCheckedContinuation { continuation in
            submit(Job(extent, body, answering: continuation))
        }
        return try result.get()
    }

    /// Moves the write-ahead log into the file and empties it, so that erased data is in neither.
    package func forgetOldVersions() async {
        await checkpoint()
    }

    /// Best effort: while a reader or another process is in the way, the log stays for the next checkpoint.
    package func checkpoint() async {
        try? await perform(.alone, emptyLog, in: writeLane.submit)
    }

    private var emptyLog: @Sendable (any SQLSession) throws(Outage) -> Void {
        let busyTimeout = Int64(busyTimeoutSeconds * 1000)
        return { session throws(Outage) in
            // Writers queue behind this, so it waits for readers a tenth of a second and not the busy timeout.
            _ = try session.all("PRAGMA busy_timeout = 100")
            _ = try? session.all("PRAGMA wal_checkpoint(TRUNCATE)")
            _ = try session.all(SQL(definition: "PRAGMA busy_timeout = \(busyTimeout)"))
        }
    }

    /// Finishes what was accepted, refuses what comes later, empties the log and closes the file.
    package func close() async {
        await readLane.close()
        await checkpoint()
        await writeLane.close()
        for connection in readers + [writer] {
            // Fails only when closed already.
            try? connection.close()
        }
    }
}
