/// The primary key of a row in Django's user table.
package struct AccountID: Sendable, Hashable, Comparable {
    package let raw: Int64

    package init?(_ raw: Int64) {
        guard raw > 0 else { return nil }
        self.raw = raw
    }

    /// Reads the decimal form that Django puts into sessions and reset links.
    package init?(text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), let raw = Int64(text) else { return nil }
        self.init(raw)
    }

    package static func < (left: AccountID, right: AccountID) -> Bool { left.raw < right.raw }
}
