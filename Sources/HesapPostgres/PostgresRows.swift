import CLibPQ
import HesapSQL

/// Copies results out of libpq's memory.
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
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else { return .null }
        let length = Int(PQgetlength(result, row, column))
        let text = start.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
        switch type {
        case TypeID.bool: return .bool(text == "t")
        case TypeID.int8, TypeID.int2, TypeID.int4, TypeID.oid: return Int64(text).map { .integer($0) } ?? .text(text)
        default: return .text(text)
        }
    }
}
