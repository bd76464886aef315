import DjangoCompat
import HesapDomain
import HesapPostgres
import HesapSQL
import HesapSQLite

/// Rows of `django_session` through Hesap's store, on a real database.
struct SessionRoom {
    private var sessions: SQLSessions?
    private var closeDatabase: @Sendable () async -> Void = {}

    mutating func answer(_ question: Question) async throws(Refusal) -> JSONValue {
        if question.operation == "store.open" { return try await open(question) }
        guard let sessions else { throw Refusal("no store is open") }
        switch question.operation {
        case "store.load": return try await load(question, sessions)
        case "store.exists": return try await exists(question, sessions)
        case "store.create": return try await create(question, sessions)
        case "store.update": return try await update(question, sessions)
        case "store.delete":
            // As in the browser's cookie: what has another form names no session.
            guard let key = SessionKey(try question.text("key")) else { return .null }
            try await refusingOutages { () throws(Outage) in try await sessions.delete(key) }
            return .null
        case "store.purge":
            let (moment, limit) = (try question.timestamp("now"), Int(try question.integer("limit")))
            let count = try await refusingOutages { () throws(Outage) in
                try await sessions.purge(expiredBefore: moment, limit: limit)
            }
            return .integer(Int64(count))
        default: throw .unknownOperation
        }
    }

    func close() async {
        await closeDatabase()
    }

    /// Migrates as `hesap migrate` does, and answers the names of the steps.
    private mutating func open(_ question: Question) async throws(Refusal) -> JSONValue {
        await close()
        closeDatabase = {}
        let (url, now) = (try question.text("url"), try question.timestamp("now"))
        let database: any Database
        if let postgres = PostgresURL(url) {
            let engine = PostgresDatabase(postgres, connections: 2)
            closeDatabase = { await engine.close() }
            database = engine
        } else if url.hasPrefix("sqlite:") {
            let path = String(url.dropFirst("sqlite:".count))
            let engine = try await refusingOutages { () throws(Outage) in try SQLiteDatabase(path: path) }
            closeDatabase = { await engine.close() }
            database = engine
        } else {
            throw Refusal("url names no engine")
        }
        let state = try await refusingOutages { () throws(Outage) in try await Migrator().run(on: database, at: now) }
        guard state.differences.isEmpty else { throw Refusal("\(state.differences)") }
        sessions = SQLSessions(database: database)
        return .array(state.steps.map(JSONValue.string))
    }

    /// Null when there is no such row; `json` is null when the row is not a session signed with the keys.
    private func load(_ question: Question, _ sessions: SQLSessions) async throws(Refusal) -> JSONValue {
        guard let key = SessionKey(try question.text("key")) else { return .null }
        let now = try question.timestamp("now")
        let codec = SessionCodec(secretKeys: try question.secretKeys())
        let row = try await refusingOutages { () throws(Outage) in
            try await sessions.load(key, now: now, decode: codec.decode)
        }
        guard let row else { return .null }
        return .object([
            .init("text", .string(row.text)),
            .init("json", .optional(row.payload?.latin1)),
            .init("expires", .integer(row.expires.microseconds)),
        ])
    }

    /// Django counts expired rows too when it looks for a free key.
    private func exists(_ question: Question, _ sessions: SQLSessions) async throws(Refusal) -> JSONValue {
        guard let key = SessionKey(try question.text("key")) else { return .bool(false) }
        let row = try await refusingOutages { () throws(Outage) in
            try await sessions.load(key, now: Timestamp(seconds: 0)) { _ in nil }
        }
        return .bool(row != nil)
    }

    private func create(_ question: Question, _ sessions: SQLSessions) async throws(Refusal) -> JSONValue {
        let codec = SessionCodec(secretKeys: try question.secretKeys())
        let new = NewSession(
            key: try question.sessionKey(),
            text: codec.encode(try question.payload(), at: try question.timestamp("now").seconds),
            expires: try question.timestamp("expires")
        )
        return .bool(try await refusingOutages { () throws(Outage) in try await sessions.create(new) })
    }

    /// The whole dict replaces what the row holds, as in Django: the last writer wins.
    ///
    /// With `expected` as the row's text this is one statement; with another it takes the longer way of a conflict.
    private func update(_ question: Question, _ sessions: SQLSessions) async throws(Refusal) -> JSONValue {
        let codec = SessionCodec(secretKeys: try question.secretKeys())
        let key = try question.sessionKey()
        let text = codec.encode(try question.payload(), at: try question.timestamp("now").seconds)
        let update = SessionUpdate(
            expected: try question.optionalText("expected") ?? "",
            text: text,
            expires: try question.timestamp("expires"),
            openedAt: Timestamp(microseconds: 0),
            rebase: { _ in text }
        )
        let stored = try await refusingOutages { () throws(Outage) in try await sessions.update(key, update) }
        return .optional(stored)
    }
}

private func refusingOutages<Value>(
    _ body: () async throws(Outage) -> Value
) async throws(Refusal) -> Value {
    do throws(Outage) {
        return try await body()
    } catch {
        throw Refusal("\(error)")
    }
}
