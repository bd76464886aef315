import DjangoCompat
import HesapDomain

/// Reads the fields of a form one by one and collects what is wrong with them, in Django REST framework's words.
///
/// ```
/// var fields = try Fields(context)
/// let email = fields.parse("email", fields.text("email"), .invalidEmail, EmailAddress.init)
/// try fields.finish()
/// ```
struct Fields {
    private let members: [JSONValue.Member]
    /// Few enough that a set would take longer.
    private var read: [String] = []
    private(set) var errors = FieldErrors()

    init(_ context: ShopContext) throws(Problem) {
        switch context.form {
        case .fields(let members, _): self.members = members
        case .undecodable(let problem): throw problem
        }
    }

    /// Refuses fields that nothing has read (a misspelt optional field would silently do nothing), then all errors.
    mutating func finish() throws(FieldErrors) {
        for member in members where !read.contains(member.key) {
            errors.add(String(member.key.prefix(100)), .unknownField)
        }
        guard errors.isEmpty else { throw errors }
    }

    mutating func add(_ key: String, _ message: Message) {
        errors.add(key, message)
    }

    /// The raw value, marked as read; nil when the field was not sent.
    mutating func value(_ key: String) -> JSONValue? {
        read.append(key)
        return members.last { $0.key == key }?.value
    }

    func wasSent(_ key: String) -> Bool { members.contains { $0.key == key } }

    /// A text that must be there and not be blank.
    ///
    /// White space at the ends is cut unless it is a password.
    mutating func text(_ key: String, trimmed: Bool = true, maximum: Int? = nil) -> String? {
        guard let value = value(key) else {
            errors.add(key, .required)
            return nil
        }
        guard let text = checkedText(key, value, trimmed: trimmed, maximum: maximum) else { return nil }
        guard !text.isEmpty else {
            errors.add(key, .blank)
            return nil
        }
        return text
    }

    /// A text that may be missing, null or blank: all three give nil, and `sent` tells whether the field was there.
    mutating func optionalText(_ key: String, maximum: Int? = nil) -> (sent: Bool, text: String?) {
        guard let value = value(key) else { return (false, nil) }
        guard value != .null else { return (true, nil) }
        let text = checkedText(key, value, trimmed: true, maximum: maximum)
        return (true, text?.isEmpty == true ? nil : text)
    }

    /// A boolean; a form's text counts as Django REST framework reads it.
    mutating func flag(_ key: String) -> Bool? {
        guard let value = value(key) else { return nil }
        let words: [String: Bool] = [
            "true": true, "True": true, "1": true, "on": true, "yes": true,
            "false": false, "False": false, "0": false, "off": false, "no": false,
        ]
        guard let flag = value.bool ?? value.string.flatMap({ words[$0] }) else {
            errors.add(key, value == .null ? .null : .notABoolean)
            return nil
        }
        return flag
    }

    /// Parses a text and blames the field when that fails.
    mutating func parse<Value>(_ key: String, _ text: String?, _ message: Message, _ parse: (String) -> Value?)
        -> Value?
    {
        guard let text else { return nil }
        guard let value = parse(text) else {
            errors.add(key, message)
            return nil
        }
        return value
    }

    private mutating func checkedText(_ key: String, _ value: JSONValue, trimmed: Bool, maximum: Int?) -> String? {
        guard let raw = value.string else {
            errors.add(key, value == .null ? .null : .notAString)
            return nil
        }
        let text = trimmed ? raw.trimmingWhitespace() : raw
        guard !text.unicodeScalars.contains("\0") else {
            errors.add(key, .nullCharacters)
            return nil
        }
        if let maximum, text.unicodeScalars.count > maximum {
            errors.add(key, .tooLong(maximum: maximum))
            return nil
        }
        return text
    }
}
