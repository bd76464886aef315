/// One entry of `Accept` or `Accept-Language`: what a client takes, and how gladly (RFC 9110, section 12.4.2).
struct WeightedValue {
    /// In small letters.
    let value: String
    /// 0 to 1; 0 means "not this one", and so does what is no quality.
    let quality: Double

    /// More entries than a browser sends are noise, and looking at them would be work for an attacker to order.
    private static let most = 20

    static func list(_ header: String) -> [WeightedValue] {
        Array(header.utf8).split(separator: UInt8(ascii: ","), maxSplits: most).prefix(most).map(WeightedValue.init)
    }

    private init(_ entry: ArraySlice<UInt8>) {
        let value = entry.prefix { $0 != UInt8(ascii: ";") }
        self.value = Self.lowercased(value.trimmed)
        quality = Self.quality(entry[value.endIndex...])
    }

    private static func quality(_ parameters: ArraySlice<UInt8>) -> Double {
        if parameters.isEmpty { return 1 }
        let texts = parameters.split(separator: UInt8(ascii: ";")).map { lowercased($0.trimmed) }
        guard let text = texts.first(where: { $0.hasPrefix("q=") }) else { return 1 }
        guard let quality = Double(text.dropFirst(2)), (0...1).contains(quality) else { return 0 }
        return quality
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }
}
