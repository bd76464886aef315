import DjangoCompat
import Logging

/// Signs a shopper in with address and password.
package struct SignIn: Sendable {
    package enum Outcome: Sendable {
        case signedIn(Account, Visit)
        /// Unknown address, wrong password, inactive account, no usable password: never told apart.
        case invalid
        case throttled(retryAfterSeconds: Int)
    }

    private let accounts: any Accounts
    private let signIns: any SignIns
    private let sessions: any SessionList
    private let hasher: any PasswordHasher
    private let visits: Visits
    private let gate: ThrottleGate
    private let effects: Effects

    package init(
        accounts: any Accounts,
        signIns: any SignIns,
        sessions: any SessionList,
        hasher: any PasswordHasher,
        visits: Visits,
        gate: ThrottleGate,
        effects: Effects
    ) {
        self.accounts = accounts
        self.signIns = signIns
        self.sessions = sessions
        self.hasher = hasher
        self.visits = visits
        self.gate = gate
        self.effects = effects
    }

    package func callAsFunction(
        email: EmailAddress,
        password: Secret<String>,
        in visit: Visit,
        origin: RequestOrigin,
        settings: DynamicSettings
    ) async throws(Outage) -> Outcome {
        if let wait = try await wait(email, origin, settings) { return .throttled(retryAfterSeconds: wait) }
        let account = try await accounts.find(email: email)
        return try await verify(password, of: account, email: email, in: visit, origin: origin, triesLeft: 1)
    }

    private func verify(
        _ password: Secret<String>,
        of account: Account?,
        email: EmailAddress,
        in visit: Visit,
        origin: RequestOrigin,
        triesLeft: Int
    ) async throws(Outage) -> Outcome {
        // Hashes also when there is no account: the answer takes as long for an unknown address as for a wrong password.
        let usable = account.flatMap { $0.password.isUsable ? $0.password : nil }
        let verification = try await hasher.verify(password, against: usable)
        guard case .match(let renewed) = verification, let account, account.isActive else {
            Logger.current.notice("sign-in refused", metadata: ["suspicious": "credentials"])
            return .invalid
        }
        if let signedIn = try await commit(account, renewed: renewed, email: email, in: visit, origin: origin) {
            return signedIn
        }
        // The account changed while this hashed. That may only have been a parallel sign-in that renewed an outdated
        // hash, so the password is verified once more against what is stored now.
        guard triesLeft > 0 else { return .invalid }
        let current = try await accounts.find(account.id)
        return try await verify(
            password,
            of: current,
            email: email,
            in: visit,
            origin: origin,
            triesLeft: triesLeft - 1
        )
    }

    /// - Returns: nil when the account is no longer what the password was verified against.
    private func commit(
        _ account: Account,
        renewed: EncodedPassword?,
        email: EmailAddress,
        in visit: Visit,
        origin: RequestOrigin
    ) async throws(Outage) -> Outcome? {
        let current = renewed ?? account.password
        let session = visits.signedInSession(for: account, password: current, keeping: visit, origin: origin)
        let commit = SignInCommit(
            account: account.id,
            verified: account.password,
            renewed: renewed,
            previousKey: visit.key ?? visit.deadKey,
            session: session,
            at: effects.now(),
            requestID: origin.requestID
        )
        guard try await signIns.commit(commit) else { return nil }
        await gate.clear(.login, .email(email))
        var signedIn = account
        signedIn.password = current
        signedIn.lastLogin = commit.at
        signedIn.profile.city = await adoptedCity(of: account, from: visit)
        return .signedIn(signedIn, visits.visit(after: session, account: signedIn))
    }

    /// The profile's city, which takes over the guest's when it has none, so that it outlives the session.
    ///
    /// Best effort: the sign-in is committed.
    private func adoptedCity(of account: Account, from visit: Visit) async -> CityID? {
        let chosen = visit.payload[SessionField.city]?.integer.flatMap(CityID.init)
        guard account.profile.city == nil, visit.account == nil, let chosen else { return account.profile.city }
        var changes = ProfileChanges()
        changes.city = .set(chosen)
        do {
            return try await accounts.update(account.id, changes) ? chosen : nil
        } catch {
            Logger.current.warning("city not taken over", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// Seconds to wait, nil to go on.
    ///
    /// Counted per client address and per account, so that neither one host nor many can guess on. Where the account
    /// is signed in already, only the client's own count holds: a stranger's guesses do not lock the owner out.
    ///
    /// Comes before the account is read: what a refused try costs must not tell whether there is one.
    private func wait(
        _ email: EmailAddress,
        _ origin: RequestOrigin,
        _ settings: DynamicSettings
    ) async throws(Outage) -> Int? {
        let client = (ThrottleScope.login, ThrottleGate.Subject.address(origin.network))
        let verdict = try await gate.take([client, (.login, .email(email))], settings: settings)
        guard case .refused(let seconds) = verdict else { return nil }
        guard try await sessions.knows(address: origin.address, of: email, now: effects.now()),
            try await gate.take([client], settings: settings) == .allowed
        else { return seconds }
        return nil
    }
}
