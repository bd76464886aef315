import HesapSQL
import Testing

/// What an engine has prepared is found by the statement's shape, and never stands in the way of another statement.
struct StatementTests {
    @Test("values have places in the text, counted through")
    func places() {
        let statement: SQL = "SELECT \(1) FROM \(Identifier.authUser) WHERE x IN (\(list: ["a", "b"])) AND y = \(true)"
        #expect(statement.text == #"SELECT $1 FROM "auth_user" WHERE x IN ($2, $3) AND y = $4"#)
        #expect(statement.bindings == [.integer(1), .text("a"), .text("b"), .bool(true)])
    }

    @Test("statements of one place have one shape, whatever their values; of another place or length another one")
    func shapes() {
        let statement: (Int, [Int]) -> SQL = { "SELECT \($0) WHERE 1 IN (\(list: $1))" }
        #expect(statement(1, [2]).shape == statement(3, [4]).shape)
        #expect(statement(1, [2]).shape != statement(1, [2, 3]).shape)
        #expect(statement(1, [2]).shape != SQL("SELECT \(1)").shape)
    }

    @Test("one text from two places of the program works from both", arguments: Engine.available)
    func oneTextTwice(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            for statement in ["SELECT 1 AS one", SQL(definition: "SELECT 1 AS one"), "SELECT 1 AS one"] as [SQL] {
                let row = try await database.first(statement)
                #expect(try row?.integer("one") == 1)
            }
        }
    }

    @Test("more shapes than an engine keeps prepared all work, then and later", arguments: Engine.available)
    func manyShapes(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            for length in Array(1...600) + [1, 300, 600] {
                let list = Array(repeating: 1, count: length)
                let row = try await database.first("SELECT 1 AS one WHERE 1 IN (\(list: list))")
                #expect(try row?.integer("one") == 1)
            }
        }
    }

    @Test("a statement that could not be prepared is prepared when it can be", arguments: Engine.available)
    func refusedPreparation(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let count: SQL = "SELECT count(*) AS number FROM later"
            await #expect(throws: (any Error).self) { try await database.all(count) }
            try await database.run("CREATE TABLE later (id INTEGER)")
            let row = try await database.first(count)
            #expect(try row?.integer("number") == 0)
        }
    }
}
