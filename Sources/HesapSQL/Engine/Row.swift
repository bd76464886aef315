package import HesapDomain
import Synchronization

/// The names of a result's columns, shared by its rows.
package final class Columns: Sendable {
    private let names: [String]
    /// Behind the column that was found last: most are asked for in the order of the statement.
    private let next = Atomic(0)

    package init(_ names: [String]) {
        self.names = names
    }

    func position(of name: String) -> Int? {
        let start = next.load(ordering: .relaxed)
        let found = (start..<names.count).first { isName(name, at: $0) } ?? (0..<start).first { isName(name, at: $0) }
        if let found { next.store(found + 1, ordering: .relaxed) }
        return found
    }

    /// Lengths first: texts that differ compare slowly, and an account has 27 columns.
    private func isName(_ name: String, at position: Int) -> Bool {
        names[position].utf8.count == name.utf8.count && names[position] == name
    }
}

/// A row copied out of the engine, so that it may leave the bracket.
package struct Row: Sendable {
    private let columns: Columns
    private let values: [SQLValue]

    /// Takes as many values as there are columns.
    package init(columns: Columns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// A column that the statement does not name is a defect of ours, so it is a fault and not nil.
    package func value(_ column: String) throws(Outage) -> SQLValue {
        guard let position = columns.position(of: column) else { throw .fault(detail: "no column \(column)") }
        return values[position]
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

    /// A moment from a column of Django's.
    package func optionalTime(_ column: String) throws(Outage) -> Timestamp? {
        switch try value(column) {
        case .null: return nil
        case .time(let moment): return moment
        case .text(let text):
            if let moment = Timestamp(djangoText: text) { return moment }
        default: break
        }
        throw .fault(detail: "column \(column) holds no time of Django's")
    }

    package func time(_ column: String) throws(Outage) -> Timestamp {
        guard let moment = try optionalTime(column) else { throw .fault(detail: "column \(column) is null") }
        return moment
    }

    /// A moment from one of Hesap's own columns.
    package func optionalTimestamp(_ column: String) throws(Outage) -> Timestamp? {
        try optionalInteger(column).map { Timestamp(microseconds: $0) }
    }

    package func timestamp(_ column: String) throws(Outage) -> Timestamp {
        Timestamp(microseconds: try integer(column))
    }
}

extension Timestamp: SQLBindable {
    /// For Hesap's own columns; for Django's there is `\(time: moment)`.
    package var sqlValue: SQLValue { .integer(microseconds) }
}
