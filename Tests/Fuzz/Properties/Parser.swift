/// A parser that reads bytes from outside, and what must hold of it whatever they are.
struct Parser: Sendable, CustomStringConvertible {
    /// Also of its corpus and its dictionary.
    let name: String
    /// Throws a `Violation`, or traps where the parser itself does.
    let check: @Sendable (_ input: [UInt8]) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (_ input: [UInt8]) throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Of one that reads text, as a header or a line is text: what is no UTF-8 was repaired on the way.
    init(text name: String, _ check: @escaping @Sendable (_ input: String) throws -> Void) {
        self.init(name) { try check(String(decoding: $0, as: UTF8.self)) }
    }

    var description: String { name }

    static let all: [Parser] =
        headers + origins + bodies + sessions + tokens + passwords + accounts + cities + settings + addresses

    static func named(_ name: String) -> Parser? { all.first { $0.name == name } }
}

/// Something that was claimed of a parser and does not hold.
struct Violation: Error, CustomStringConvertible {
    let description: String
}

func claim(_ holds: Bool, _ claim: @autoclosure () -> String) throws(Violation) {
    guard holds else { throw Violation(description: claim()) }
}

/// Compares bytes: Swift's `==` would call two Unicode spellings of one text equal.
func claimSame(_ left: String?, _ right: String?, _ text: @autoclosure () -> String) throws(Violation) {
    try claim(left.map { Array($0.utf8) } == right.map { Array($0.utf8) }, text())
}

extension String {
    /// By bytes, the empty ones too.
    func fields(at separator: Unicode.Scalar) -> [String] {
        unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }

    /// What could end a line of a log or a header, or steer a terminal.
    var hasControls: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}

extension Collection where Element == UInt8, Index == Int {
    /// A number out of the input itself, for properties that need one besides the text.
    var number: Int { prefix(4).reduce(0) { $0 << 8 | Int($1) } }
}
