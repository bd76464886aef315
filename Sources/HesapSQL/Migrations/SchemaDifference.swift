/// Why Hesap does not start on a database: something in it is not as Django 5.2 makes it, or is newer than this program.
package enum SchemaDifference: Sendable, Equatable, CustomStringConvertible {
    case missingTable(String)
    case missingColumn(table: String, column: String)
    case otherType(table: String, column: String, expected: String, found: String)
    /// Hesap stores nothing there at times, for instance before the first sign-in.
    case mustAllowNull(table: String, column: String)
    /// Django never stores nothing there, and Hesap relies on it.
    case mustRefuseNull(table: String, column: String)
    case notPrimaryKey(table: String, column: String)
    /// A column of the shop's own that every new row needs: Hesap would not know what to put there.
    case unknownRequiredColumn(table: String, column: String)
    case newerStep(Int64)

    package var description: String {
        switch self {
        case .missingTable(let table):
            "table \(table) is missing, in a database that has others"
        case .missingColumn(let table, let column):
            "\(table).\(column) is missing"
        case .otherType(let table, let column, let expected, let found):
            "\(table).\(column) is \(found), expected \(expected)"
        case .mustAllowNull(let table, let column):
            "\(table).\(column) is NOT NULL, expected NULL to be allowed"
        case .mustRefuseNull(let table, let column):
            "\(table).\(column) allows NULL, expected NOT NULL"
        case .notPrimaryKey(let table, let column):
            "\(table).\(column) is not the primary key"
        case .unknownRequiredColumn(let table, let column):
            "\(table).\(column) is NOT NULL without a default, and Hesap does not know it"
        case .newerStep(let number):
            "migration step \(number) was made by a newer Hesap"
        }
    }
}
