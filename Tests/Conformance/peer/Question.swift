import DjangoCompat
import HesapDomain

/// Why a question gets no answer: it is malformed, or Hesap refuses such a value.
struct Refusal: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// One line: `{"op": "base36.encode", "number": 12}`.
struct Question {
    let operation: String
    private let body: JSONValue

    init(_ line: [UInt8]) throws(Refusal) {
        do {
            body = try JSONParser.parse(line)
        } catch {
            throw Refusal(error.message)
        }
        guard let operation = body["op"]?.string else { throw Refusal("no op") }
        self.operation = operation
    }

    func value(_ key: String) throws(Refusal) -> JSONValue {
        guard let value = body[key] else { throw Refusal("no \(key)") }
        return value
    }

    func text(_ key: String) throws(Refusal) -> String {
        guard let text = try value(key).string else { throw Refusal("\(key) is no text") }
        return text
    }

    func optionalText(_ key: String) throws(Refusal) -> String? {
        guard let value = body[key], value != .null else { return nil }
        return try text(key)
    }

    func integer(_ key: String) throws(Refusal) -> Int64 {
        guard let number = try value(key).integer else { throw Refusal("\(key) is no whole number of 64 bits") }
        return number
    }

    func optionalInteger(_ key: String) throws(Refusal) -> Int64? {
        guard let value = body[key], value != .null else { return nil }
        return try integer(key)
    }

    /// Seconds of a time that Python knows, so that no sum overflows.
    func seconds(_ key: String) throws(Refusal) -> Int64 { try Self.checked(integer(key), key) }

    func optionalSeconds(_ key: String) throws(Refusal) -> Int64? {
        guard let seconds = try optionalInteger(key) else { return nil }
        return try Self.checked(seconds, key)
    }

    func timestamp(_ key: String) throws(Refusal) -> Timestamp {
        let microseconds = try integer(key)
        _ = try Self.checked(microseconds / 1_000_000, key)
        return Timestamp(microseconds: microseconds)
    }

    private static func checked(_ seconds: Int64, _ key: String) throws(Refusal) -> Int64 {
        // Years 1 to 9999.
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { throw Refusal("\(key) is no time") }
        return seconds
    }

    /// `SECRET_KEY` and then `SECRET_KEY_FALLBACKS`.
    func secretKeys() throws(Refusal) -> SecretKeys {
        guard case .array(let items) = try value("keys") else { throw Refusal("keys is no list") }
        let keys = items.compactMap(\.string)
        guard let primary = keys.first, keys.count == items.count else { throw Refusal("keys is no list of texts") }
        return SecretKeys(primary: primary, fallbacks: Array(keys.dropFirst()))
    }

    func sessionKey() throws(Refusal) -> SessionKey {
        guard let key = SessionKey(try text("key")) else { throw Refusal("key is not of Django's form") }
        return key
    }
}
