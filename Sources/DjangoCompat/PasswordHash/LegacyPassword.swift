import Crypto

/// Formats of old Djangos that are too fast: a leaked table of them is guessed within hours.
///
/// Refused unless the operator switches them on, for as long as it takes the shoppers of an old shop to sign in once.
package enum LegacyFormat: String, Sendable, CaseIterable {
    /// `md5$salt$hash`, the only one of these that Django 5.2 still brings along.
    case md5
    /// 32 hexadecimal digits alone, or behind `md5$$`.
    case unsaltedMD5 = "unsalted_md5"
    /// `sha1$salt$hash`.
    case sha1
    /// `sha1$$hash`.
    case unsaltedSHA1 = "unsalted_sha1"

    var algorithm: PasswordAlgorithm {
        switch self {
        case .md5: .md5
        case .unsaltedMD5: .unsaltedMD5
        case .sha1: .sha1
        case .unsaltedSHA1: .unsaltedSHA1
        }
    }
}

/// One hash of salt and password, in lower-case hexadecimal.
struct LegacyPassword: Sendable {
    let format: LegacyFormat
    private let salt: String
    private let hash: String

    /// `fields` belong to the format already; only the salted ones can still be damaged.
    init(_ fields: [String], _ format: LegacyFormat) throws(HashRefusal) {
        self.format = format
        switch format {
        case .unsaltedMD5, .unsaltedSHA1:
            salt = ""
        case .md5, .sha1:
            guard fields.count == 3, !fields[1].isEmpty else { throw .damaged(format.algorithm) }
            salt = fields[1]
        }
        hash = fields[fields.count - 1]
    }

    func matches(_ password: String) -> Bool {
        let data = Array((salt + password).utf8)
        let digest =
            switch format {
            case .md5, .unsaltedMD5: Array(Insecure.MD5.hash(data: data))
            case .sha1, .unsaltedSHA1: Array(Insecure.SHA1.hash(data: data))
            }
        return equalInConstantTime(Hexadecimal.text(digest), hash)
    }
}
