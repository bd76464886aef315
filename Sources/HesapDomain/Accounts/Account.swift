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
///
/// It copies as one pointer: each step of a request passes it on, and several copies of its 241 bytes made steps so large
/// that their memory came from the slow part of the allocator.
package struct Account: Sendable, Equatable {
    private var row: Row

    private final class Row: Sendable {
        let columns: Columns

        init(_ columns: Columns) {
            self.columns = columns
        }
    }

    private struct Columns: Equatable {
        let id: AccountID
        var username: String
        var email: String
        var password: EncodedPassword
        var firstName: String
        var lastName: String
        var isActive: Bool
        var lastLogin: Timestamp?
        var dateJoined: Timestamp
        var profile: Profile
    }

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
        row = Row(
            Columns(
                id: id,
                username: username,
                email: email,
                password: password,
                firstName: firstName,
                lastName: lastName,
                isActive: isActive,
                lastLogin: lastLogin,
                dateJoined: dateJoined,
                profile: profile
            )
        )
    }

    package static func == (one: Account, other: Account) -> Bool {
        one.row.columns == other.row.columns
    }

    private mutating func set<Value>(_ column: WritableKeyPath<Columns, Value>, _ value: Value) {
        var columns = row.columns
        columns[keyPath: column] = value
        row = Row(columns)
    }
}

extension Account {
    package var id: AccountID { row.columns.id }

    package var username: String {
        get { row.columns.username }
        set { set(\.username, newValue) }
    }

    /// As stored: Django does not fold case, and the reset token depends on every byte of it.
    package var email: String {
        get { row.columns.email }
        set { set(\.email, newValue) }
    }

    package var password: EncodedPassword {
        get { row.columns.password }
        set { set(\.password, newValue) }
    }

    package var firstName: String {
        get { row.columns.firstName }
        set { set(\.firstName, newValue) }
    }

    package var lastName: String {
        get { row.columns.lastName }
        set { set(\.lastName, newValue) }
    }

    package var isActive: Bool {
        get { row.columns.isActive }
        set { set(\.isActive, newValue) }
    }

    package var lastLogin: Timestamp? {
        get { row.columns.lastLogin }
        set { set(\.lastLogin, newValue) }
    }

    package var dateJoined: Timestamp { row.columns.dateJoined }

    package var profile: Profile {
        get { row.columns.profile }
        set { set(\.profile, newValue) }
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
