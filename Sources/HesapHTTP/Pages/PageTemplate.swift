/// The pages and the parts they share, one file each in `Templates/`.
enum PageTemplate: String, Sendable, CaseIterable {
    // Parts.
    case top, bottom, csrf, errors, languages, names, personal
    case newPasswords = "new_passwords"
    // Without an account.
    case login, register, error
    case registerDone = "register_done"
    case passwordReset = "password_reset"
    case passwordResetDone = "password_reset_done"
    case resetConfirm = "reset_confirm"
    case resetInvalid = "reset_invalid"
    // The account.
    case account, profile, sessions, anonymize
    case passwordChange = "password_change"
    case passwordSet = "password_set"
    // Local development.
    case mailbox
    case mailboxMail = "mailbox_mail"

    var source: String { String(decoding: bytes, as: UTF8.self) }

    private var bytes: [UInt8] {
        switch self {
        case .top: PackageResources.top_mustache
        case .bottom: PackageResources.bottom_mustache
        case .csrf: PackageResources.csrf_mustache
        case .errors: PackageResources.errors_mustache
        case .languages: PackageResources.languages_mustache
        case .names: PackageResources.names_mustache
        case .personal: PackageResources.personal_mustache
        case .newPasswords: PackageResources.new_passwords_mustache
        case .login: PackageResources.login_mustache
        case .register: PackageResources.register_mustache
        case .error: PackageResources.error_mustache
        case .registerDone: PackageResources.register_done_mustache
        case .passwordReset: PackageResources.password_reset_mustache
        case .passwordResetDone: PackageResources.password_reset_done_mustache
        case .resetConfirm: PackageResources.reset_confirm_mustache
        case .resetInvalid: PackageResources.reset_invalid_mustache
        case .account: PackageResources.account_mustache
        case .profile: PackageResources.profile_mustache
        case .sessions: PackageResources.sessions_mustache
        case .anonymize: PackageResources.anonymize_mustache
        case .passwordChange: PackageResources.password_change_mustache
        case .passwordSet: PackageResources.password_set_mustache
        case .mailbox: PackageResources.mailbox_mustache
        case .mailboxMail: PackageResources.mailbox_mail_mustache
        }
    }
}
