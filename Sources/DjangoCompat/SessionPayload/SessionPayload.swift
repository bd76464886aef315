/// A Django session's dict: members in order, each value as the JSON text it was stored as.
///
/// Django and its apps keep things here that Hesap knows nothing of. Keeping their text instead of decoding it means
/// that numbers of any size, `NaN` or half a surrogate pair survive our rewrite byte for byte.
package struct SessionPayload: Sendable, Equatable {
    private struct Member: Sendable, Equatable {
        /// With quotes and escapes.
        let keySource: [UInt8]
        var valueSource: [UInt8]
        /// The key's UTF-8; nil when it is no Unicode text, which no key of ours equals.
        let key: [UInt8]?
    }

    private var members: [Member] = []

    package init() {}

    /// Nil when the text is no JSON object.
    ///
    /// A key that is repeated keeps its place and its last value, as in Python.
    package init?(json: [UInt8]) {
        guard let parts = RawJSONScanner.members(of: json) else { return nil }
        members.reserveCapacity(parts.count)
        var seen = SeenKeys()
        for part in parts {
            let key = Self.key(fromSource: part.key)
            let member = Member(keySource: Array(part.key), valueSource: Array(part.value), key: key)
            if let index = seen.index(of: key ?? member.keySource) {
                members[index].valueSource = member.valueSource
            } else {
                members.append(member)
            }
        }
    }

    /// Keys in stored order, without those that are no Unicode text.
    package var keys: [String] { members.compactMap { $0.key.map { String(decoding: $0, as: UTF8.self) } } }

    package var isEmpty: Bool { members.isEmpty }

    /// How long the JSON of its members is, without what stands between them.
    package var byteCount: Int { members.reduce(0) { $0 + $1.keySource.count + $1.valueSource.count } }

    /// Nil for an absent key, and for a value that strict JSON has no word for.
    package subscript(key: String) -> JSONValue? {
        guard let index = index(of: key) else { return nil }
        let source = members[index].valueSource[...]
        if let text = Self.plainText(source) { return .string(String(decoding: text, as: UTF8.self)) }
        return try? JSONParser.parse(Self.utf8(source))
    }

    /// Replaces the value where it stands, or appends it.
    package mutating func set(_ key: String, _ value: JSONValue) {
        let source = value.encoded(ascii: true)
        if let index = index(of: key) {
            members[index].valueSource = source
        } else {
            let keySource = JSONValue.string(key).encoded(ascii: true)
            members.append(Member(keySource: keySource, valueSource: source, key: Array(key.utf8)))
        }
    }

    package mutating func remove(_ key: String) {
        if let index = index(of: key) { members.remove(at: index) }
    }

    private func index(of key: String) -> Int? {
        members.firstIndex { member in
            guard let name = member.key, name.count == key.utf8.count else { return false }
            return name.elementsEqual(key.utf8)
        }
    }

    /// Compact, members as they were stored.
    package var json: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(members.reduce(2) { $0 + $1.keySource.count + $1.valueSource.count + 2 })
        text.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text += member.keySource
            text.append(UInt8(ascii: ":"))
            text += member.valueSource
        }
        text.append(UInt8(ascii: "}"))
        return text
    }

    private static func key(fromSource source: ArraySlice<UInt8>) -> [UInt8]? {
        if let text = plainText(source) { return Array(text) }
        return (try? JSONParser.parse(utf8(source)))?.string.map { Array($0.utf8) }
    }

    /// What stands in the quotes of a text that is written as it is: nearly all keys and most values, which need no parser.
    private static func plainText(_ source: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard source.first == UInt8(ascii: "\"") else { return nil }
        let isPlain = source.allSatisfy { (0x20..<0x80).contains($0) && $0 != UInt8(ascii: "\\") }
        return isPlain ? source.dropFirst().dropLast() : nil
    }

    /// Django decodes a session's JSON as Latin-1, so a byte above 127 is the letter of that number.
    private static func utf8(_ source: ArraySlice<UInt8>) -> [UInt8] {
        guard source.contains(where: { $0 >= 0x80 }) else { return Array(source) }
        return source.flatMap { UTF8.encode(Unicode.Scalar($0)).map(Array.init) ?? [] }
    }
}
