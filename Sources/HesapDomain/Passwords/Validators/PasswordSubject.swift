/// The person a password is for, reduced to what the similarity rule compares with.
///
/// An empty string is an attribute the person does not have; the rule passes over it, as Django's does.
package struct PasswordSubject: Sendable, Equatable {
    package let username: String
    package let firstName: String
    package let lastName: String
    package let email: String
    package let phone: String

    package init(
        username: String = "",
        firstName: String = "",
        lastName: String = "",
        email: String = "",
        phone: String = ""
    ) {
        self.username = username
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.phone = phone
    }

    package subscript(attribute: UserAttribute) -> String {
        switch attribute {
        case .username: username
        case .firstName: firstName
        case .lastName: lastName
        case .email: email
        case .phone: phone
        }
    }
}

/// What `user_attributes` may name; raw values are the names of Django's model fields (`phone` is Hesap's).
package enum UserAttribute: String, Sendable, Equatable, CaseIterable {
    case username
    case firstName = "first_name"
    case lastName = "last_name"
    case email
    case phone

    /// Django's `DEFAULT_USER_ATTRIBUTES`, in its order: the first similar attribute is the one a refusal names.
    package static let djangoDefault: [UserAttribute] = [.username, .firstName, .lastName, .email]
}
