import DjangoCompat
import FoundationEssentials
import HesapDomain

/// The verdicts of the real Django, made by `Fixtures/make_password_fixtures.py`.
struct PasswordFixture: Decodable {
    let policies: [Policy]
    let common: [String]
    let people: [[String]]
    let groups: [Group]
    let list: [ListCase]
    let characters: CharacterClasses

    struct Policy: Decodable {
        let user_attributes: [String]
        /// The literal as JSON writes it.
        let max_similarity: String
        let min_length: Int64
    }

    struct Group: Decodable {
        let name: String
        let cases: [Case]
    }

    struct Case: Decodable {
        let password: String
        let person: Int
        let policy: Int
        let refusals: [String]
    }

    struct ListCase: Decodable {
        let password: String
        let common: Bool
    }

    struct CharacterClasses: Decodable {
        let assigned: [[UInt32]]
        let word: [[UInt32]]
        let digit: [[UInt32]]
        let space: [[UInt32]]
        let final_sigma_after: [[UInt32]]
        let final_sigma_after_a_and: [[UInt32]]
        let final_sigma_before: [[UInt32]]
        let lower: [[UInt32]]
    }

    /// The list of passwords that the generator wrote and gave to Django.
    static var ownListPath: String { file("password_list.txt").path }

    static func load() throws -> PasswordFixture {
        try JSONDecoder().decode(PasswordFixture.self, from: Data(contentsOf: file("password_validators.json")))
    }

    private static func file(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/" + name)
    }
}

extension PasswordFixture.Policy {
    /// The setting that the generator gave to Django.
    var setting: JSONValue {
        let similarity = JSONValue.object([
            JSONValue.Member("user_attributes", .array(user_attributes.map(JSONValue.string))),
            JSONValue.Member("max_similarity", .number(max_similarity)),
        ])
        let length = JSONValue.object([JSONValue.Member("min_length", .integer(min_length))])
        let module = "django.contrib.auth.password_validation."
        return .array([
            validator(module + "UserAttributeSimilarityValidator", similarity),
            validator(module + "MinimumLengthValidator", length),
            validator(module + "CommonPasswordValidator"),
            validator(module + "NumericPasswordValidator"),
        ])
    }
}

/// One entry of `AUTH_PASSWORD_VALIDATORS`.
func validator(_ name: String, _ options: JSONValue? = nil) -> JSONValue {
    .object([JSONValue.Member("NAME", .string(name))] + (options.map { [JSONValue.Member("OPTIONS", $0)] } ?? []))
}

extension PasswordSubject {
    /// In the generator's order: username, first name, last name, e-mail, phone.
    init(fixture values: [String]) {
        self.init(
            username: values[0],
            firstName: values[1],
            lastName: values[2],
            email: values[3],
            phone: values[4]
        )
    }
}

extension PasswordRefusal {
    /// Django's error code and its parameter.
    var inDjangosWords: String {
        switch self {
        case .tooShort(let minimum): "password_too_short \(minimum)"
        case .tooSimilar(let attribute): "password_too_similar \(attribute.rawValue)"
        case .tooCommon: "password_too_common"
        case .entirelyNumeric: "password_entirely_numeric"
        case .usedBefore(let remembered): "used_before \(remembered)"
        }
    }
}
