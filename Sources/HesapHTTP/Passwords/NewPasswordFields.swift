import DjangoCompat
import HesapDomain

extension Fields {
    /// A password as typed: white space belongs to it.
    ///
    /// The body limit bounds its length; hashing costs the same for every length.
    mutating func password(_ key: String) -> Secret<String>? {
        text(key, trimmed: false).map(Secret.init)
    }

    mutating func optionalPassword(_ key: String) -> Secret<String>? {
        guard let sent = value(key), sent != .null else { return nil }
        return password(key)
    }

    /// Both entries of a new password: `new_password1` and `new_password2` unless another prefix is given.
    mutating func newPassword(_ prefix: String = "new_password") -> NewPassword? {
        let first = password(prefix + "1")
        let second = password(prefix + "2")
        guard let first, let second else { return nil }
        return NewPassword(first: first, second: second)
    }
}

extension NewPasswordRefusal {
    /// Everything stands under the second entry, as Django's form has it.
    func errors(under field: String = "new_password2") -> FieldErrors {
        switch self {
        case .mismatch: FieldErrors(field, .passwordMismatch)
        case .tooWeak(let refusals): FieldErrors(field, refusals.map(Message.password))
        }
    }
}
