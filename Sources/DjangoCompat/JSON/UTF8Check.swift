/// The first place where bytes stop being UTF-8, described as Python's decoder does.
enum UTF8Check {
    /// Nil for valid UTF-8; surrogates, overlong forms and numbers above U+10FFFF are refused (RFC 3629).
    static func error(in bytes: UnsafeBufferPointer<UInt8>) -> JSONError? {
        var position = 0
        while position < bytes.count {
            let lead = bytes[position]
            if lead < 0x80 {
                position += 1
                continue
            }
            guard let (tails, second) = sequence(startingWith: lead) else {
                return error("invalid start byte", bytes, position..<(position + 1))
            }
            for tail in 1...tails {
                guard position + tail < bytes.count else {
                    return error("unexpected end of data", bytes, position..<bytes.count)
                }
                let allowed = tail == 1 ? second : 0x80...0xBF
                guard allowed.contains(bytes[position + tail]) else {
                    return error("invalid continuation byte", bytes, position..<(position + tail))
                }
            }
            position += 1 + tails
        }
        return nil
    }

    /// How many bytes follow, and which the second may be: table 3-7 of the Unicode standard.
    private static func sequence(startingWith lead: UInt8) -> (tails: Int, second: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (1, 0x80...0xBF)
        case 0xE0: (2, 0xA0...0xBF)
        case 0xED: (2, 0x80...0x9F)
        case 0xE1...0xEF: (2, 0x80...0xBF)
        case 0xF0: (3, 0x90...0xBF)
        case 0xF1...0xF3: (3, 0x80...0xBF)
        case 0xF4: (3, 0x80...0x8F)
        default: nil
        }
    }

    private static func error(
        _ reason: String,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>
    ) -> JSONError {
        guard range.count == 1 else {
            let place = "\(range.lowerBound)-\(range.upperBound - 1)"
            return JSONError(message: "'utf-8' codec can't decode bytes in position \(place): \(reason)")
        }
        let byte = Hexadecimal.text([bytes[range.lowerBound]])
        let place = "byte 0x\(byte) in position \(range.lowerBound)"
        return JSONError(message: "'utf-8' codec can't decode \(place): \(reason)")
    }
}
