package import HesapDomain

/// A row copied out of the engine, so that it may leave the bracket.
package struct Row: Sendable {
    private let columns: [String]
    private let values: [SQLValue]

    /// - Parameters:
    ///   - columns: shared by all rows of one result.
    ///   - values: as many as there are columns.
    package init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// A column that the statement does not name is a defect of ours, so it is a fault and not nil.
    package func value(_ column: String) throws(Outage) -> SQLValue {
        // No statement here has more than thirty columns: a scan beats a dictionary per result.
        // Lengths first: texts that differ compare slowly, and an account has 27 columns.
        let length = column.utf8.count
        let found = columns.firstIndex { $0.utf8.count == length && $0 == column }
        guard let index = found else { throw .fault(detail: "no column \(column)") }
        return values[index]
    }

    package func optionalText(_ column: String) throws(Outage) -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let text): text
        default: throw .fault(detail: "column \(column) holds no text")
        }
    }

    package func text(_ column: String) throws(Outage) -> String {
        guard let text = try optionalText(column) else { throw .fault(detail: "column \(column) is null") }
        return text
    }

    package func optionalInteger(_ column: String) throws(Outage) -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let number): number
        default: throw .fault(detail: "column \(column) holds no whole number")
        }
    }

    package func integer(_ column: String) throws(Outage) -> Int64 {
        guard let number = try optionalInteger(column) else { throw .fault(detail: "column \(column) is null") }
        return number
    }

    package func bool(_ column: String) throws(Outage) -> Bool {
        switch try value(column) {
        case .bool(let flag): flag
        case .integer(0): false
        case .integer(1): true
        default: throw .fault(detail: "column \(column) holds no boolean")
        }
    }

    package func optionalTimestamp(_ column: String) throws(Outage) -> Timestamp? {
        try optionalInteger(column).map { Timestamp(microseconds: $0) }
    }

    package func timestamp(_ column: String) throws(Outage) -> Timestamp {
        Timestamp(microseconds: try integer(column))
    }
}

extension Timestamp: SQLBindable {
    /// Hesap's own columns; Django's go through `Dialect.time`.
    package var sqlValue: SQLValue { .integer(microseconds) }
}
