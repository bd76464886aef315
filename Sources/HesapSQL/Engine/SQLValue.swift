import DjangoCompat
package import HesapDomain

/// What a statement binds and a row holds.
///
/// Nothing of Hesap's needs more.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    /// PostgreSQL has a type for it; SQLite stores 0 and 1, so rows from there hold `.integer`.
    case bool(Bool)
    /// In a column of Django's.
    ///
    /// PostgreSQL has a type for it; on SQLite it is a text, and rows from there hold `.text`. Hesap's own columns hold
    /// microseconds.
    case time(Timestamp)
}

extension Timestamp {
    /// As Django writes it to SQLite.
    package var djangoText: String { DjangoTime.text(microseconds: microseconds) }

    /// Nil for another form.
    package init?(djangoText: String) {
        guard let microseconds = DjangoTime.microseconds(djangoText) else { return nil }
        self.init(microseconds: microseconds)
    }
}

/// What may stand in a statement's interpolation and becomes a bound value, never text.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}

extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(self) }
}

extension Bool: SQLBindable {
    package var sqlValue: SQLValue { .bool(self) }
}
