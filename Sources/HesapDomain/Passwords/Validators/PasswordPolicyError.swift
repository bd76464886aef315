/// Why a value of `AUTH_PASSWORD_VALIDATORS` cannot be taken; `description` is one line for the person who set it.
package struct PasswordPolicyError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        case notAList
        case entryNotAnObject
        case unknownEntryKey(String)
        case nameMissing
        case unknownName(String)
        case optionsNotAnObject
        case unknownOption(String, allowed: [String])
        case wrongOption(String, expected: String)
        case unreadablePasswordList(path: String, CommonPasswordList.Unreadable)
    }

    /// Position in the list, from 0; nil when the value as a whole is wrong.
    package let entry: Int?
    package let reason: Reason

    package var description: String {
        entry.map { "entry \($0 + 1): \(reason)" } ?? "\(reason)"
    }
}

extension PasswordPolicyError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAList: "expected a list of {\"NAME\": …, \"OPTIONS\": {…}}"
        case .entryNotAnObject: "expected an object with NAME and, if wanted, OPTIONS"
        case .unknownEntryKey(let key): "unknown key \(quoted(key)); NAME and OPTIONS are allowed"
        case .nameMissing: "NAME must be a string"
        case .unknownName(let name): "unknown validator \(quoted(name)); known: \(knownNames)"
        case .optionsNotAnObject: "OPTIONS must be an object"
        case .unknownOption(let key, let allowed): "unknown option \(quoted(key)); allowed: \(list(allowed))"
        case .wrongOption(let key, let expected): "option \(key) must be \(expected)"
        case .unreadablePasswordList(let path, let cause): "password_list_path \(quoted(path)) \(cause.explanation)"
        }
    }

    private var knownNames: String {
        list(PasswordRuleKind.allCases.map(\.rawValue)) + " and Django's own names"
    }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// Escaped and cut: the text came from outside and goes into a log line.
    private func quoted(_ text: String) -> String {
        String(text.unicodeScalars.prefix(200)).debugDescription.onOneLine
    }
}

extension CommonPasswordList.Unreadable {
    fileprivate var explanation: String {
        switch self {
        case .notARegularFile: "is not a regular file"
        case .tooLarge: "is larger than \(CommonPasswordList.largestFile >> 20) MiB"
        case .notReadable: "cannot be read"
        case .compressed: "is gzip; Hesap reads plain text only"
        case .notUTF8: "is not UTF-8"
        }
    }
}
