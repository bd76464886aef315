import DjangoCompat
package import HesapDomain

package struct SQLSignIns: SignIns {
    private let database: any Database
    private let userTable: Identifier

    package init(database: any Database, userTable: Identifier = .authUser) {
        self.database = database
        self.userTable = userTable
    }

    package func commit(_ signIn: SignInCommit) async throws(Outage) -> Bool {
        try await database.write { [userTable] session throws(Outage) in
            let password = signIn.renewed ?? signIn.verified
            let changed = try session.run(
                """
                UPDATE \(userTable) SET password = \(password.text), last_login = \(time: signIn.at)
                WHERE id = \(signIn.account.raw) AND password = \(signIn.verified.text) AND is_active = \(true)
                """
            )
            guard changed == 1 else { return false }
            if let key = signIn.previousKey {
                try SessionRows.delete(key, in: session)
            }
            guard try SessionRows.insert(signIn.session, in: session) else {
                throw .fault(detail: "a fresh session key exists already")
            }
            try AuditRows.record(
                .signedIn,
                of: signIn.account,
                at: signIn.at,
                requestID: signIn.requestID,
                in: session
            )
            return true
        }
    }
}
