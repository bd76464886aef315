package import DjangoCompat

/// One field that anonymizing changes: what it holds now, and what becomes of it.
///
/// A contract test anonymizes a full account on every engine and compares the stored columns with this list, so that it
/// can neither promise too much nor hide anything.
package struct AnonymizationChange: Sendable, Equatable {
    /// Everything that may change, in the order in which it is shown.
    package enum Field: String, Sendable, CaseIterable {
        case firstName = "first_name"
        case lastName = "last_name"
        case email
        case username
        case password
        case phone
        case gender
        case dateOfBirth = "date_of_birth"
        case city
        case language
        case emailAllowed = "email_allowed"
        case smsAllowed = "sms_allowed"
        case callAllowed = "call_allowed"
        case whatsappAllowed = "whatsapp_allowed"
        case attributes
        case isActive = "is_active"
        /// The type, and the moment since which it is that.
        case userType = "user_type"
    }

    package enum Fate: String, Sendable, CaseIterable {
        case erased
        /// By a random value that tells nothing of the old one.
        case replaced
        /// As Django marks a password that nothing matches.
        case unusable
        case switchedOff = "switched_off"
        /// Set to the word `anonymized`.
        case anonymized
    }

    package enum Value: Sendable, Equatable {
        case text(String)
        case flag(Bool)
        /// A JSON object of the shop's own.
        case attributes(JSONValue)
        /// The id alone when the city is no longer offered.
        case city(CityID, City?)
        /// Never shown, not even as a hash.
        case hidden
    }

    package let field: Field
    package let value: Value
    package let fate: Fate

    package init(_ field: Field, _ value: Value, _ fate: Fate) {
        self.field = field
        self.value = value
        self.fate = fate
    }

    /// Only fields that hold something; an empty one stays as it is.
    package static func all(of account: Account, city: City? = nil) -> [AnonymizationChange] {
        guard account.profile.userType != .anonymized else { return [] }
        return Field.allCases.compactMap { field in
            field.value(in: account, city).map { AnonymizationChange(field, $0, field.fate) }
        }
    }
}

extension AnonymizationChange.Field {
    fileprivate var fate: AnonymizationChange.Fate {
        switch self {
        case .username, .email: .replaced
        case .password: .unusable
        case .emailAllowed, .smsAllowed, .callAllowed, .whatsappAllowed, .isActive: .switchedOff
        case .userType: .anonymized
        case .firstName, .lastName, .phone, .gender, .dateOfBirth, .city, .language, .attributes: .erased
        }
    }

    /// What would be lost; nil when the field holds nothing.
    fileprivate func value(in account: Account, _ city: City?) -> AnonymizationChange.Value? {
        let profile = account.profile
        return switch self {
        case .firstName: text(account.firstName)
        case .lastName: text(account.lastName)
        // Both and the password get a new value even where the old one was empty or unusable.
        case .email: .text(account.email)
        case .username: .text(account.username)
        case .password: .hidden
        case .phone: text(profile.phone?.text)
        case .gender: text(profile.gender?.rawValue)
        case .dateOfBirth: text(profile.dateOfBirth?.text)
        case .city: profile.city.map { .city($0, city) }
        case .language: text(profile.language?.tag)
        case .emailAllowed: flag(profile.consents.email)
        case .smsAllowed: flag(profile.consents.sms)
        case .callAllowed: flag(profile.consents.call)
        case .whatsappAllowed: flag(profile.consents.whatsapp)
        case .attributes: profile.attributes == .object([]) ? nil : .attributes(profile.attributes)
        case .isActive: flag(account.isActive)
        case .userType: .text(profile.userType.rawValue)
        }
    }

    private func text(_ text: String?) -> AnonymizationChange.Value? {
        guard let text, !text.isEmpty else { return nil }
        return .text(text)
    }

    private func flag(_ flag: Bool) -> AnonymizationChange.Value? {
        flag ? .flag(true) : nil
    }
}
