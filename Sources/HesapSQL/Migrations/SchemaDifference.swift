/// Why Hesap does not start on a database: something in it is not as Django 5.2 makes it, or is newer than this program.
package enum SchemaDifference: Sendable, Equatable, CustomStringConvertible {
    case missingTable(String)
    /// Hesap can make `auth_user`, but not what belongs to a user model of the shop's own.
    case emptyDatabase(userTable: String)
    case missingColumn(table: String, column: String)
    case otherType(table: String, column: String, expected: String, found: String)
    /// Hesap stores nothing there at times, for instance before the first sign-in.
    case mustAllowNull(table: String, column: String)
    /// Django never stores nothing there, and Hesap relies on it.
    case mustRefuseNull(table: String, column: String)
    case notPrimaryKey(table: String, column: String)
    /// Nothing counts the key up: a new row would have none.
    case notCounted(table: String, column: String)
    /// Two rows could hold the same; that one of two simultaneous registrations loses rests on it.
    case notUnique(table: String, column: String)
    /// A column of the shop's own that every new row needs: Hesap would not know what to put there.
    case unknownRequiredColumn(table: String, column: String)
    case newerStep(Int64)

    package var description: String {
        switch self {
        case .missingTable(let table):
            "table \(table) is missing, in a database that has others"
        case .missingColumn(let table, let column):
            "\(table).\(column) is missing"
        case .emptyDatabase(let userTable):
            "the database is empty, and only Django's migrate can make \(userTable): run that first"
        case .otherType(let table, let column, let expected, "timestamp without time zone"):
            "\(table).\(column) is timestamp without time zone, which leaves open whose clock it shows; expected "
                + expected
        case .otherType(let table, let column, let expected, let found):
            "\(table).\(column) is \(found), expected \(expected)"
        case .mustAllowNull(let table, let column):
            "\(table).\(column) is NOT NULL, expected NULL to be allowed"
        case .mustRefuseNull(let table, let column):
            "\(table).\(column) allows NULL, expected NOT NULL"
        case .notPrimaryKey(let table, let column):
            "\(table).\(column) is not the primary key"
        case .notCounted(let table, let column):
            "\(table).\(column) is not counted up by the database"
        case .notUnique(let table, let column):
            "\(table).\(column) is not unique by itself (a deferrable or partial constraint does not count)"
        case .unknownRequiredColumn(let table, let column):
            "\(table).\(column) is NOT NULL without a default, and Hesap does not know it"
        case .newerStep(let number):
            "migration step \(number) was made by a newer Hesap"
        }
    }
}
