import HTTPTypes
import HesapDomain

extension OpenAPI {
    /// A line of the route table, explained.
    ///
    /// What follows from its other properties is not repeated in `refusals`.
    struct Operation: Sendable {
        enum Access: Sendable {
            /// The same for everybody; no session is looked at.
            case everyone
            /// Guests and signed-in shoppers; a session cookie is used when there is one.
            case visitor
            case signedIn
        }

        let method: HTTPRequest.Method
        let path: String
        /// Unique, and stable: generated clients name their functions after it.
        let id: String
        let tag: Tag
        let access: Access
        let summary: String
        let purpose: String
        let rules: [String]
        let settings: [SettingKey]
        let parameters: [Parameter]
        /// Nil when no body is looked at.
        let form: Form?
        let answers: [Answer]
        /// The refusals of its own, each as one that really occurs.
        let refusals: [Problem]

        init(
            _ method: HTTPRequest.Method,
            _ path: String,
            id: String,
            tag: Tag,
            access: Access,
            summary: String,
            purpose: String,
            rules: [String] = [],
            settings: [SettingKey] = [],
            parameters: [Parameter] = [],
            form: Form? = nil,
            answers: [Answer],
            refusals: [Problem] = []
        ) {
            self.method = method
            self.path = path
            self.id = id
            self.tag = tag
            self.access = access
            self.summary = summary
            self.purpose = purpose
            self.rules = rules
            self.settings = settings
            self.parameters = parameters
            self.form = form
            self.answers = answers
            self.refusals = refusals
        }

        /// Changes something, so the CSRF check applies.
        var isUnsafe: Bool { method != .get }
    }

    /// The features, as the folders of `Sources/` name them.
    enum Tag: String, Sendable, CaseIterable {
        case currency = "Currency"
        case anonymization = "Anonymization"
        case passwordReset = "Password reset"
        case city = "City"
        case language = "Language"
        case sessions = "Sessions"
        case accounts = "Accounts"
        case passwords = "Passwords"
        case documentation = "Documentation"

        var description: String {
            switch self {
            case .currency: "The currency in which a visitor sees prices."
            case .anonymization: "Erasing an account on its owner's wish."
            case .passwordReset: "A new password by a mailed link."
            case .city: "The city of a visitor, and the list to choose from."
            case .language: "The language in which a visitor is answered and mailed."
            case .sessions: "Who is signed in where, and the tokens of a browser."
            case .accounts: "Registration and personal data."
            case .passwords: "The password of a signed-in shopper."
            case .documentation: "This description."
            }
        }
    }
}

extension OpenAPI.Operation {
    /// All refusals: those that come from the shape of the request, and its own.
    var allRefusals: [Problem] {
        var all: [Problem] = []
        if let form { all += form.refusals }
        all += refusals
        if form?.isRead == true { all += [OpenAPI.SharedAnswer.anyParseError, .unsupportedMediaType] }
        if access == .signedIn { all.append(.notAuthenticated) }
        if isUnsafe { all += [.bodyTooLarge] + CSRFRefusal.allCases.map(Problem.csrf) }
        all += [.hostNotAllowed, OpenAPI.SharedAnswer.anyMethodNotAllowed, .headersTooLarge, .fault]
        return all + [OpenAPI.SharedAnswer.anyTryLater]
    }

    /// Refusals by status, lowest first; within one, in the order of `allRefusals`.
    var refusalsByStatus: [(status: Int, problems: [Problem])] {
        Dictionary(grouping: allRefusals, by: \.status.code).map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// The header is optional where a form field can stand for it.
    var allParameters: [OpenAPI.Parameter] {
        let csrf: OpenAPI.Parameter? = isUnsafe ? (form == nil ? .csrfToken : .csrfTokenOrField) : nil
        return parameters + [csrf].compactMap { $0 } + [.acceptLanguage, .requestID]
    }

    /// CommonMark, in the shape of the shop's older documentation: what it does, its logic, the settings it asks.
    var description: String {
        var parts = [purpose]
        if !rules.isEmpty { parts.append("**Business logic**\n\n" + rules.map { "- \($0)" }.joined(separator: "\n")) }
        if !settings.isEmpty {
            let lines = settings.map { "- `\($0.rawValue)`: \($0.explanation)" }
            parts.append("**Dynamic settings**\n\n" + lines.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }
}
