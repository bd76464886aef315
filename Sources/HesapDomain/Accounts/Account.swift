package import DjangoCompat

/// What kind of account it is.
///
/// An account that Django made and Hesap never touched counts as registered.
package enum UserType: String, Sendable, CaseIterable {
    /// Bought without choosing a password. A visitor who is not signed in is shown as one too.
    case guest
    case registered
    /// Erased on request; only the row is left, for the orders that point to it.
    case anonymized
}

package enum Gender: String, Sendable, CaseIterable {
    case female, male, other
}

/// Permissions to be contacted, per channel.
///
/// Never implied: each is false until the shopper says so.
package struct Consents: Sendable, Equatable {
    package var email = false
    package var sms = false
    package var call = false
    package var whatsapp = false

    package init(email: Bool = false, sms: Bool = false, call: Bool = false, whatsapp: Bool = false) {
        self.email = email
        self.sms = sms
        self.call = call
        self.whatsapp = whatsapp
    }
}

/// What Hesap knows of a shopper beyond Django's user row.
///
/// All of it is erased by anonymizing.
package struct Profile: Sendable, Equatable {
    package var userType = UserType.registered
    package var phone: PhoneNumber?
    package var gender: Gender?
    package var dateOfBirth: CivilDate?
    package var city: CityID?
    package var language: LanguageCode?
    package var consents = Consents()
    /// Free attributes of the shop, a JSON object; `{}` when there are none.
    package var attributes = JSONValue.object([])
    package var anonymizedAt: Timestamp?

    package init() {}
}

/// A row of Django's user table with its profile.
package struct Account: Sendable, Equatable {
    package let id: AccountID
    package var username: String
    /// As stored: Django does not fold case, and the reset token depends on every byte of it.
    package var email: String
    package var password: EncodedPassword
    package var firstName: String
    package var lastName: String
    package var isActive: Bool
    package var lastLogin: Timestamp?
    package var dateJoined: Timestamp
    package var profile: Profile

    package init(
        id: AccountID,
        username: String,
        email: String,
        password: EncodedPassword,
        firstName: String = "",
        lastName: String = "",
        isActive: Bool = true,
        lastLogin: Timestamp? = nil,
        dateJoined: Timestamp,
        profile: Profile = Profile()
    ) {
        self.id = id
        self.username = username
        self.email = email
        self.password = password
        self.firstName = firstName
        self.lastName = lastName
        self.isActive = isActive
        self.lastLogin = lastLogin
        self.dateJoined = dateJoined
        self.profile = profile
    }

    /// What the similarity rule compares a password with.
    package var passwordSubject: PasswordSubject {
        PasswordSubject(
            username: username,
            firstName: firstName,
            lastName: lastName,
            email: email,
            phone: profile.phone?.text ?? ""
        )
    }
}
