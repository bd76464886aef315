import CArgon2

/// Django's `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`, and the same with `argon2i` and `argon2d`.
struct Argon2Password: Sendable {
    private enum Variety: String {
        case argon2d, argon2i, argon2id

        var type: Argon2_type {
            switch self {
            case .argon2d: Argon2_d
            case .argon2i: Argon2_i
            case .argon2id: Argon2_id
            }
        }
    }

    private struct Cost: Sendable, Equatable {
        let variety: Variety
        let version: UInt32
        let memory: Int
        let passes: Int
        let lanes: Int
    }

    /// Django 5.2's `Argon2PasswordHasher`: 100 MiB.
    private static let preferred = Cost(
        variety: .argon2id,
        version: ARGON2_VERSION_13.rawValue,
        memory: 102_400,
        passes: 2,
        lanes: 8
    )
    private static let byteCount = 32
    /// In KiB: 256 MiB for each worker, two and a half times what Django asks for.
    private static let mostMemory = 1 << 18
    private static let mostPasses = 16
    /// In KiB: a gibibyte takes about a second, so no row keeps a worker for longer than PBKDF2's ten million rounds.
    private static let mostTraffic = 1 << 20
    /// Twice Django's; on one thread, as here, a lane costs its book-keeping only.
    private static let mostLanes = 16
    // Of RFC 9106; the library refuses less.
    private static let leastSalt = 8
    private static let leastHash = 4
    private static let leastMemoryOfLane = 8

    private let cost: Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    init(_ fields: [String]) throws(HashRefusal) {
        // Before version 1.3 there was no "v=" field.
        let isOldest = fields.count == 5
        guard isOldest || fields.count == 6 else { throw .damaged(.argon2) }
        let costs = fields[fields.count - 3].split(separator: ",", omittingEmptySubsequences: false)
        guard
            let variety = Variety(rawValue: fields[1]),
            let version = isOldest ? ARGON2_VERSION_10.rawValue : Self.version(fields[2]),
            costs.count == 3,
            let memory = Self.number(costs[0], named: "m="),
            let passes = Self.number(costs[1], named: "t="),
            let lanes = Self.number(costs[2], named: "p="),
            let salt = Self.decode(fields[fields.count - 2]), salt.count >= Self.leastSalt,
            let hash = Self.decode(fields[fields.count - 1]), hash.count >= Self.leastHash,
            passes > 0, lanes > 0
        else { throw .damaged(.argon2) }
        guard memory <= Self.mostMemory, passes <= Self.mostPasses, lanes <= Self.mostLanes,
            memory * passes <= Self.mostTraffic
        else { throw .tooCostly(.argon2) }
        guard memory >= Self.leastMemoryOfLane * lanes else { throw .damaged(.argon2) }
        cost = Cost(variety: variety, version: version, memory: memory, passes: passes, lanes: lanes)
        (self.salt, self.hash) = (salt, hash)
    }

    init(_ password: String, salt: String) throws(HashRefusal) {
        (cost, self.salt) = (Self.preferred, Array(salt.utf8))
        hash = try Self.hash(password, salt: self.salt, Self.preferred, byteCount: Self.byteCount)
    }

    init(salt: String, random: RandomBytes) {
        (cost, self.salt, hash) = (Self.preferred, Array(salt.utf8), random(Self.byteCount))
    }

    var text: String {
        let parameters = "m=\(cost.memory),t=\(cost.passes),p=\(cost.lanes)"
        return
            "argon2$\(cost.variety.rawValue)$v=\(cost.version)$\(parameters)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    /// Variety, version and the hash's length count as well as the cost, and the salt's bytes as Django's letters.
    var isOutdated: Bool {
        cost != Self.preferred || hash.count != Self.byteCount || isShortSalt(length: salt.count)
    }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        equalInConstantTime(try Self.hash(password, salt: salt, cost, byteCount: hash.count), hash)
    }

    private static func hash(
        _ password: String,
        salt: [UInt8],
        _ cost: Cost,
        byteCount: Int
    ) throws(HashRefusal) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: byteCount)
        var secret = Array(password.utf8)
        var salt = salt
        let code = output.withUnsafeMutableBufferPointer { output in
            secret.withUnsafeMutableBufferPointer { secret in
                salt.withUnsafeMutableBufferPointer { salt in
                    var context = argon2_context()
                    (context.out, context.outlen) = (output.baseAddress, UInt32(output.count))
                    (context.pwd, context.pwdlen) = (secret.baseAddress, UInt32(secret.count))
                    (context.salt, context.saltlen) = (salt.baseAddress, UInt32(salt.count))
                    (context.m_cost, context.t_cost) = (UInt32(cost.memory), UInt32(cost.passes))
                    // More threads would take cores that the pool did not give.
                    (context.lanes, context.threads) = (UInt32(cost.lanes), 1)
                    context.version = cost.version
                    return argon2_ctx(&context, cost.variety.type)
                }
            }
        }
        guard code == ARGON2_OK.rawValue else {
            throw code == ARGON2_MEMORY_ALLOCATION_ERROR.rawValue ? .outOfMemory(.argon2) : .damaged(.argon2)
        }
        return output
    }

    private static func version(_ field: String) -> UInt32? {
        switch field {
        case "v=16": ARGON2_VERSION_10.rawValue
        case "v=19": ARGON2_VERSION_13.rawValue
        default: nil
        }
    }

    private static func number(_ field: Substring, named name: String) -> Int? {
        field.hasPrefix(name) ? plainNumber(field.dropFirst(name.count)) : nil
    }

    /// Base64 without padding, without foreign letters and with the surplus bits zero.
    private static func decode(_ field: String) -> [UInt8]? {
        guard let bytes = PythonBase64.decode(field.utf8, padding: 2) else { return nil }
        return encode(bytes).utf8.elementsEqual(field.utf8) ? bytes : nil
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: PythonBase64.encode(bytes).prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
    }
}
