import DjangoCompat
import HesapDomain

/// The personal data that registration and profile both take.
extension Fields {
    mutating func name(_ key: String) -> PersonName? {
        let typed = text(key, maximum: 50)
        return parse(key, typed, .invalidName, PersonName.init)
    }

    mutating func phone(_ key: String) -> (sent: Bool, text: PhoneNumber?) {
        let (sent, typed) = optionalText(key)
        return (sent, parse(key, typed, .invalidPhone, PhoneNumber.init))
    }

    mutating func gender(_ key: String) -> (sent: Bool, value: Gender?) {
        let (sent, typed) = optionalText(key)
        return (sent, parse(key, typed, .invalidChoice, Gender.init(rawValue:)))
    }

    mutating func birthDate(_ key: String, today: CivilDate) -> (sent: Bool, value: CivilDate?) {
        let (sent, typed) = optionalText(key)
        guard let date = parse(key, typed, .notADate, { CivilDate($0) }) else { return (sent, nil) }
        if date > today { add(key, .dateInFuture) }
        return (sent, date)
    }
}
