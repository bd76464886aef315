/// Base64 the way Python's `base64` module reads and writes it, because both sides must agree on odd input.
enum PythonBase64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let refused: UInt8 = 0xFF
    private static let pad = UInt8(ascii: "=")

    /// Both alphabets: Python translates `-` and `_` but goes on accepting `+` and `/`.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: refused, count: 256)
        for (value, letter) in standard.enumerated() { table[Int(letter)] = UInt8(value) }
        for (value, letter) in urlSafe.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// RFC 4648 §5 without padding.
    static func encodeURLSafe(_ bytes: some Collection<UInt8>) -> [UInt8] { encode(bytes, urlSafe, padded: false) }

    /// RFC 4648 §4 with padding.
    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] { encode(bytes, standard, padded: true) }

    private static func encode(_ bytes: some Collection<UInt8>, _ alphabet: [UInt8], padded: Bool) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var held = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                text.append(alphabet[Int(bits >> UInt32(held) & 63)])
            }
        }
        if held > 0 { text.append(alphabet[Int(bits << UInt32(6 - held) & 63)]) }
        while padded && !text.count.isMultiple(of: 4) { text.append(pad) }
        return text
    }

    /// Python's `urlsafe_b64decode` of `text` followed by `padding` equals signs.
    ///
    /// Letters outside the alphabet are skipped, surplus bits dropped, everything after complete padding ignored.
    ///
    /// - Returns: nil where Python raises: a group is left open at the end.
    static func decode(_ text: some Sequence<UInt8>, padding: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.underestimatedCount / 4 * 3 + 2)
        let (values, pad, refused) = (values, pad, refused)
        var bits: UInt32 = 0
        var group = 0
        var pads = 0
        for letter in text {
            if letter == pad {
                pads += 1
                if group >= 2 && group + pads >= 4 { return bytes }
                if group < 2 { pads = 0 }
                continue
            }
            let value = values[Int(letter)]
            guard value != refused else { continue }
            pads = 0
            bits = bits << 6 | UInt32(value)
            if group > 0 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(6 - 2 * group))) }
            group = (group + 1) & 3
        }
        let complete = group == 0 || (group >= 2 && group + pads + padding >= 4)
        return complete ? bytes : nil
    }
}
