import CArgon2

/// Django's `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`, and the same with `argon2i` and `argon2d`.
struct Argon2Password: Sendable {
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

    private let type: Argon2_type
    private let version: UInt32
    private let memory: Int
    private let passes: Int
    private let lanes: Int
    private let salt: [UInt8]
    private let hash: [UInt8]

    init(_ fields: [String]) throws(HashRefusal) {
        // Before version 1.3 there was no "v=" field.
        let isOldest = fields.count == 5
        guard isOldest || fields.count == 6 else { throw .damaged(.argon2) }
        let costs = fields[fields.count - 3].split(separator: ",", omittingEmptySubsequences: false)
        guard
            let type = Self.type(fields[1]),
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
        (self.type, self.version, self.memory, self.passes) = (type, version, memory, passes)
        (self.lanes, self.salt, self.hash) = (lanes, salt, hash)
    }

    func matches(_ password: String) throws(HashRefusal) -> Bool {
        var output = [UInt8](repeating: 0, count: hash.count)
        var secret = Array(password.utf8)
        var salt = salt
        let code = output.withUnsafeMutableBufferPointer { output in
            secret.withUnsafeMutableBufferPointer { secret in
                salt.withUnsafeMutableBufferPointer { salt in
                    var context = argon2_context()
                    (context.out, context.outlen) = (output.baseAddress, UInt32(output.count))
                    (context.pwd, context.pwdlen) = (secret.baseAddress, UInt32(secret.count))
                    (context.salt, context.saltlen) = (salt.baseAddress, UInt32(salt.count))
                    (context.m_cost, context.t_cost, context.lanes) = (UInt32(memory), UInt32(passes), UInt32(lanes))
                    // More threads would take cores that the pool did not give.
                    context.threads = 1
                    context.version = version
                    return argon2_ctx(&context, type)
                }
            }
        }
        guard code == ARGON2_OK.rawValue else {
            throw code == ARGON2_MEMORY_ALLOCATION_ERROR.rawValue ? .outOfMemory(.argon2) : .damaged(.argon2)
        }
        return equalInConstantTime(output, hash)
    }

    private static func type(_ field: String) -> Argon2_type? {
        switch field {
        case "argon2d": Argon2_d
        case "argon2i": Argon2_i
        case "argon2id": Argon2_id
        default: nil
        }
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
        let canonical = PythonBase64.encode(bytes).prefix { $0 != UInt8(ascii: "=") }
        return canonical.elementsEqual(field.utf8) ? bytes : nil
    }
}
