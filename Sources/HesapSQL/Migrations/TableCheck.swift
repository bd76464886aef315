import HesapDomain

/// Compares a table as it is with how Django 5.2 makes it.
enum TableCheck {
    private struct Found {
        let name: String
        let type: String
        let isRequired: Bool
        let hasDefault: Bool
        let isKey: Bool
        let isUnique: Bool

        init(_ row: Row) throws(Outage) {
            name = try row.text("name")
            type = try row.text("type")
            isRequired = try row.bool("is_required")
            hasDefault = try row.bool("has_default")
            isKey = try row.bool("is_key")
            isUnique = try row.bool("is_unique")
        }
    }

    static func differences(
        of table: DjangoTable,
        in session: any SQLSession,
        _ dialect: Dialect
    ) throws(Outage) -> [SchemaDifference] {
        var found: [String: Found] = [:]
        for row in try session.all(dialect.columns(table.name)) {
            let column = try Found(row)
            found[column.name] = column
        }
        var differences: [SchemaDifference] = []
        for column in table.columns {
            differences += compare(column, found.removeValue(forKey: column.name), table.name, dialect)
        }
        let unknown = found.values.filter { $0.isRequired && !$0.hasDefault }.map(\.name).sorted()
        return differences + unknown.map { .unknownRequiredColumn(table: table.name, column: $0) }
    }

    private static func compare(
        _ expected: DjangoColumn,
        _ found: Found?,
        _ table: String,
        _ dialect: Dialect
    ) -> [SchemaDifference] {
        let column = expected.name
        guard let found else { return [.missingColumn(table: table, column: column)] }
        var differences: [SchemaDifference] = []
        let isFit = accepts(found.type, for: expected.kind, dialect.django)
        if !isFit {
            let type = dialect.django.type(expected.kind)
            differences.append(.otherType(table: table, column: column, expected: type, found: found.type))
        }
        if expected.isKey, !found.isKey {
            differences.append(.notPrimaryKey(table: table, column: column))
        } else if isFit, expected.isCounted, !found.hasDefault {
            differences.append(.notCounted(table: table, column: column))
        }
        if expected.isUnique, !found.isUnique, !found.isKey {
            differences.append(.notUnique(table: table, column: column))
        }
        if expected.isNullable, found.isRequired {
            differences.append(.mustAllowNull(table: table, column: column))
        }
        if !expected.isNullable, !found.isRequired, !found.isKey {
            differences.append(.mustRefuseNull(table: table, column: column))
        }
        return differences
    }

    /// A shop's own user model may have wider columns, or a big integer as its key; narrower ones would cut.
    private static func accepts(_ type: String, for kind: DjangoColumn.Kind, _ spelling: DjangoSpelling) -> Bool {
        if type == spelling.type(kind) { return true }
        switch kind {
        case .identity: return type == "bigint"
        case .varchar(let width): return isAtLeast(width, type)
        case .bigIdentity, .reference, .text, .bool, .time: return false
        }
    }

    private static func isAtLeast(_ width: Int, _ type: String) -> Bool {
        // Without a number: any length.
        if ["text", "varchar", "character varying"].contains(type) { return true }
        for prefix in ["varchar(", "character varying("] where type.hasPrefix(prefix) && type.hasSuffix(")") {
            return Int(type.dropFirst(prefix.count).dropLast()).map { $0 >= width } == true
        }
        return false
    }
}
