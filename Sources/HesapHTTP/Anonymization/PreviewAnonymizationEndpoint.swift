import DjangoCompat
import HesapDomain
import Hummingbird

/// `GET /users/anonymize/`: what anonymizing would change, field by field.
///
/// Changes nothing.
struct PreviewAnonymizationEndpoint: Endpoint {
    let preview: AnonymizationPreview

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        switch try await preview(in: context.browser.visit, settings: context.settings) {
        case .shown(let changes, let counts):
            return .json(.members(["changes": .array(changes.map(\.json)), "counts": counts.json]))
        case .disabled: throw Problem.selfAnonymizationDisabled
        case .notSignedIn: throw Problem.notAuthenticated
        }
    }
}

extension AnonymizationChange {
    fileprivate var json: JSONValue {
        .members([
            "field": .string(field.rawValue), "value": value.json, "becomes": .string(fate.rawValue),
        ])
    }
}

extension AnonymizationChange.Value {
    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .flag(let flag): .bool(flag)
        case .attributes(let object): object
        case .city(let id, let city): city?.json ?? .integer(id.raw)
        case .hidden: .null
        }
    }
}

extension AnonymizationCounts {
    fileprivate var json: JSONValue {
        .members(["sessions": .number(sessions), "passwords": .number(passwords), "mails": .number(mails)])
    }
}
