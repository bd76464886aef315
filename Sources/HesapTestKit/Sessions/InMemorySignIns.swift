package import HesapDomain

package struct InMemorySignIns: SignIns {
    let shop: InMemoryShop

    package func commit(_ signIn: SignInCommit) async throws(Outage) -> Bool {
        try shop.transaction(.signIns) { rows throws(Outage) in
            guard var account = rows.accounts[signIn.account], account.isActive, account.password == signIn.verified
            else { return false }
            account.password = signIn.renewed ?? signIn.verified
            account.lastLogin = signIn.at
            rows.accounts[account.id] = account
            if let key = signIn.previousKey { rows.sessions[key] = nil }
            guard rows.insert(signIn.session) else { throw .fault(detail: "a fresh session key exists already") }
            rows.audit.append(
                AuditRow(event: .signedIn, account: account.id, at: signIn.at, requestID: signIn.requestID)
            )
            return true
        }
    }
}
