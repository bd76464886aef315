import DjangoCompat
import HesapDomain

/// Django's keys.
///
/// Whoever has one can sign in as anybody.
struct SecretConfiguration: Sendable {
    static let secretKey = Setting.text(
        "SECRET_KEY",
        "a text, best of 50 random characters or more",
        default: .required,
        isSecret: true,
        help: "Signs sessions, reset links and CSRF tokens; the same as Django's SECRET_KEY where both run.",
        parse: key
    )
    static let fallbacks = Setting.list(
        "SECRET_KEY_FALLBACKS",
        of: "former secret keys",
        default: .written(""),
        isSecret: true,
        help: "Keys that are still accepted but no longer used for signing, as Django's SECRET_KEY_FALLBACKS.",
        parse: key
    )
    static let settings = [secretKey.description, fallbacks.description]

    let secretKey: Secret<String>
    let keys: SecretKeys
    let fallbacks: [Secret<String>]

    init(_ source: SettingsSource) throws(SettingFault) {
        secretKey = try source.read(Self.secretKey)
        fallbacks = try source.read(Self.fallbacks)
        keys = SecretKeys(primary: secretKey.reveal(), fallbacks: fallbacks.map { $0.reveal() })
    }

    /// Short ones are a matter for `check --deploy`: a shop that comes from Django has the key that it has.
    @Sendable
    private static func key(_ text: String) throws(SettingRefusal) -> Secret<String> {
        guard text.contains(where: { !$0.isWhitespace }) else { throw SettingRefusal("is blank") }
        return Secret(text)
    }
}
