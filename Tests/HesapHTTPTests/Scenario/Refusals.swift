/// The bodies of refusals, so that tables stay readable.
enum Refusal {
    static func field(_ name: String, _ messages: String...) -> String {
        #"{"\#(name)":[\#(messages.map { "\"\($0)\"" }.joined(separator: ","))]}"#
    }

    static func detail(_ sentence: String, code: String) -> String {
        #"{"detail":"\#(sentence)","code":"\#(code)"}"#
    }

    static let required = "This field is required."
    static let null = "This field may not be null."
    static let blank = "This field may not be blank."
    static let notAString = "Not a valid string."
    static let nullCharacters = "Null characters are not allowed."
    static let unknownField = "Unknown field."
    static let notAuthenticated = detail(
        "Authentication credentials were not provided.",
        code: "not_authenticated"
    )
    static let notFound = detail("Not found.", code: "not_found")
}

/// A value that a text field refuses, and how.
struct BadText: Sendable {
    let literal: String
    let message: String

    /// Every JSON value that is no text, and the texts that no field takes.
    static let all = [
        BadText(literal: "null", message: Refusal.null),
        BadText(literal: "\"\"", message: Refusal.blank),
        BadText(literal: #"" \t\n""#, message: Refusal.blank),
        BadText(literal: "\"\u{A0}\u{3000}\"", message: Refusal.blank),
        BadText(literal: "0", message: Refusal.notAString),
        BadText(literal: "-1.5e3", message: Refusal.notAString),
        BadText(literal: "true", message: Refusal.notAString),
        BadText(literal: "false", message: Refusal.notAString),
        BadText(literal: "[]", message: Refusal.notAString),
        BadText(literal: #"["TRY"]"#, message: Refusal.notAString),
        BadText(literal: "{}", message: Refusal.notAString),
        BadText(literal: #"{"code":"TRY"}"#, message: Refusal.notAString),
        BadText(literal: #""TRY\u0000""#, message: Refusal.nullCharacters),
    ]
}
