import Dispatch
import HesapDomain
import HesapPostgres
import HesapSQL
import Testing

@Suite("PostgreSQL driver: what fails late")
struct PostgresFailureTests {
    private static func withDatabase(
        statementTimeout: Duration = .seconds(60),
        _ body: (PostgresDatabase) async throws -> Void
    ) async throws {
        try await TestPostgres.withSchema { text in
            let url = try #require(PostgresURL(text))
            let database = PostgresDatabase(url, connections: 3, statementTimeout: statementTimeout)
            try await body(database)
            await database.close()
        }
    }

    @Test("a statement that its commit refuses is not answered as done, and the connection goes on")
    func deferredConstraint() async throws {
        try await Self.withDatabase { database in
            try await database.run("CREATE TABLE parent (id bigint PRIMARY KEY)")
            // As Django declares every foreign key.
            try await database.run(
                "CREATE TABLE child (parent_id bigint REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
            )
            try await database.run("INSERT INTO parent (id) VALUES (1), (2)")
            try await database.run("INSERT INTO child (parent_id) VALUES (1)")
            let refused = await caughtOutage { () async throws(Outage) in
                try await database.run("DELETE FROM parent WHERE id = 1", row: "1")
            }
            #expect(refused == .fault(detail: "PostgreSQL: error 23503 at child.child_parent_id_fkey"))
            let deleted = try await database.run("DELETE FROM parent WHERE id = 2", row: "2")
            #expect(deleted == 1)
            let rows = try await database.all("SELECT id FROM parent")
            #expect(try rows.map { try $0.integer("id") } == [1])
        }
    }

    @Test("a bracket whose COMMIT is answered by a lost connection's code is not run again")
    func lostBehindPooler() async throws {
        try await Self.withDatabase { database in
            try await database.run("CREATE TABLE t (id bigint)")
            try await database.run("CREATE SEQUENCE attempts")
            try await database.run(
                """
                CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM nextval(''attempts''); RAISE EXCEPTION USING ERRCODE = ''08P01''; END'
                """
            )
            try await database.run(
                """
                CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION lose()
                """
            )
            let lost = await caughtOutage { () async throws(Outage) in
                try await database.write { session throws(Outage) in
                    _ = try session.run("INSERT INTO t (id) VALUES (1)")
                }
            }
            #expect(lost == .unavailable(detail: "PostgreSQL: error 08P01"))
            let row = try #require(try await database.first("SELECT last_value FROM attempts"))
            #expect(try row.integer("last_value") == 1)
        }
    }

    @Test("what was given up is given up by the server too")
    func cancelled() async throws {
        try await Self.withDatabase(statementTimeout: .seconds(1)) { database in
            try await database.run("CREATE TABLE t (id bigint, name text)")
            try await database.run("INSERT INTO t (id, name) VALUES (1, 'old')")
            let gate = DispatchSemaphore(value: 0)
            let (started, signal) = AsyncStream<Void>.makeStream()
            async let held: Void = database.write { session throws(Outage) in
                defer { signal.finish() }
                _ = try session.all("SELECT id FROM t FOR UPDATE")
                signal.yield()
                gate.wait()
            }
            for await _ in started { break }
            let outage = await caughtOutage { () async throws(Outage) in
                try await database.run("UPDATE t SET name = 'new' WHERE id = 1", row: "1")
            }
            #expect(outage == .busy(retryAfterSeconds: 1))
            var waiting = 1
            // The server needs a moment; without being told it would wait as long as the lock is held.
            for _ in 0..<200 where waiting > 0 {
                try await Task.sleep(for: .milliseconds(20))
                waiting = try await database.all(
                    """
                    SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
                    WHERE l.relation = 't'::regclass AND a.wait_event_type = 'Lock'
                    """
                ).count
            }
            gate.signal()
            try await held
            #expect(waiting == 0)
            let row = try #require(try await database.first("SELECT name FROM t"))
            #expect(try row.text("name") == "old")
        }
    }

    @Test("a write after the server ended its connection goes over a new one")
    func endedWhileIdle() async throws {
        try await Self.withDatabase { database in
            try await database.run("CREATE TABLE t (pid bigint)")
            try await database.run("INSERT INTO t (pid) SELECT pg_backend_pid()", row: "1")
            let row = try #require(try await database.first("SELECT pid FROM t"))
            let pid = try row.integer("pid")
            _ = try await database.all("SELECT pg_terminate_backend(\(pid)::integer) AS ended")
            while try await database.first("SELECT pid FROM pg_stat_activity WHERE pid = \(pid)") != nil {
                try await Task.sleep(for: .milliseconds(10))
            }
            // Until the end of the connection has arrived, behind the server's last words.
            try await Task.sleep(for: .milliseconds(50))
            let written = try await database.run("INSERT INTO t (pid) VALUES (0)", row: "1")
            #expect(written == 1)
        }
    }
}
