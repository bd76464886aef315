import CLibPQ
import HesapSQL

/// Copies results, which come in binary form, out of libpq's memory.
enum PostgresRows {
    static func copy(_ result: OpaquePointer) -> [Row] {
        let width = PQnfields(result)
        guard width > 0 else { return [] }
        let columns = Columns((0..<width).map { PQfname(result, $0).map { String(cString: $0) } ?? "" })
        let types = (0..<width).map { PQftype(result, $0) }
        return (0..<PQntuples(result)).map { row in
            Row(columns: columns, values: (0..<width).map { value(result, row, $0, types[Int($0)]) })
        }
    }

    /// How many rows the statement inserted, changed or deleted.
    static func affected(_ result: OpaquePointer) -> Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The object ids of PostgreSQL's built-in types, which never change.
    private enum TypeID {
        static let bool: Oid = 16
        static let (int8, int2, int4, oid): (Oid, Oid, Oid, Oid) = (20, 21, 23, 26)
        static let timestamptz: Oid = 1184
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
        switch type {
        case TypeID.bool: return .bool(bytes.first != 0)
        case TypeID.int8, TypeID.oid: return .integer(number(bytes))
        case TypeID.int4: return .integer(Int64(Int32(truncatingIfNeeded: number(bytes))))
        case TypeID.int2: return .integer(Int64(Int16(truncatingIfNeeded: number(bytes))))
        case TypeID.timestamptz: return PostgresTime.value(number(bytes))
        // Of texts the binary form is the text.
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// In network order.
    private static func number(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        bytes.reduce(0) { $0 << 8 | Int64($1) }
    }
}
