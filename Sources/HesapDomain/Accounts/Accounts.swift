package import DjangoCompat

/// Where accounts are looked up.
///
/// Every engine passes `AccountsContract`.
package protocol Accounts: Sendable {
    /// The account of that id, also when it is inactive or anonymized.
    func find(_ id: AccountID) async throws(Outage) -> Account?

    /// The accounts of that address, compared as Django does (`EmailAddress.isSame`).
    ///
    /// Django allows several; active ones come first, then the oldest.
    func findAll(email: EmailAddress) async throws(Outage) -> [Account]

    /// Makes an account and queues `mail`, or queues `mailIfTaken` when the address has one.
    ///
    /// Either way it is one transaction with as much to write, so that its time does not tell which it was.
    func create(
        _ account: NewAccount,
        mail: [Mail],
        mailIfTaken: [Mail],
        at now: Timestamp
    ) async throws(Outage) -> CreationOutcome

    /// Replaces the profile and the names.
    ///
    /// - Returns: false when the account is gone or anonymized.
    func update(_ id: AccountID, _ changes: ProfileChanges) async throws(Outage) -> Bool
}

extension Accounts {
    /// The account that signs in with that address.
    package func find(email: EmailAddress) async throws(Outage) -> Account? {
        try await findAll(email: email).first
    }
}

/// What a new row of the user table and its profile are made of.
package struct NewAccount: Sendable {
    package var username: String
    package var email: EmailAddress
    package var password: EncodedPassword
    package var firstName: String
    package var lastName: String
    package var profile: Profile

    package init(
        username: String,
        email: EmailAddress,
        password: EncodedPassword,
        firstName: String,
        lastName: String,
        profile: Profile
    ) {
        self.username = username
        self.email = email
        self.password = password
        self.firstName = firstName
        self.lastName = lastName
        self.profile = profile
    }
}

package enum CreationOutcome: Sendable, Equatable {
    case created(AccountID)
    /// An account of that address exists, perhaps made a moment ago by somebody else.
    case addressTaken
    /// The address is free but somebody else has it as user name, which Django allows. Nothing was written.
    case usernameTaken
}

/// A field that a partial update leaves alone or sets, also to nothing.
package enum Change<Value: Sendable & Equatable>: Sendable, Equatable {
    case keep
    case set(Value)

    package func applied(to old: Value) -> Value {
        switch self {
        case .keep: old
        case .set(let new): new
        }
    }
}

/// A `PATCH` of the profile: only what was sent changes.
package struct ProfileChanges: Sendable, Equatable {
    package var firstName = Change<String>.keep
    package var lastName = Change<String>.keep
    package var phone = Change<PhoneNumber?>.keep
    package var gender = Change<Gender?>.keep
    package var dateOfBirth = Change<CivilDate?>.keep
    package var city = Change<CityID?>.keep
    package var language = Change<LanguageCode?>.keep
    package var emailAllowed = Change<Bool>.keep
    package var smsAllowed = Change<Bool>.keep
    package var callAllowed = Change<Bool>.keep
    package var whatsappAllowed = Change<Bool>.keep
    package var attributes = Change<JSONValue>.keep

    package init() {}

    package func applied(to account: Account) -> Account {
        var changed = account
        changed.firstName = firstName.applied(to: account.firstName)
        changed.lastName = lastName.applied(to: account.lastName)
        changed.profile = applied(to: account.profile)
        return changed
    }

    private func applied(to profile: Profile) -> Profile {
        var changed = profile
        changed.phone = phone.applied(to: profile.phone)
        changed.gender = gender.applied(to: profile.gender)
        changed.dateOfBirth = dateOfBirth.applied(to: profile.dateOfBirth)
        changed.city = city.applied(to: profile.city)
        changed.language = language.applied(to: profile.language)
        changed.consents.email = emailAllowed.applied(to: profile.consents.email)
        changed.consents.sms = smsAllowed.applied(to: profile.consents.sms)
        changed.consents.call = callAllowed.applied(to: profile.consents.call)
        changed.consents.whatsapp = whatsappAllowed.applied(to: profile.consents.whatsapp)
        changed.attributes = attributes.applied(to: profile.attributes)
        return changed
    }
}
