import DjangoCompat
import FoundationEssentials
import HesapDomain
import Testing

@Suite("Password policies that are refused")
struct PasswordPolicyErrorTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let setting: JSONValue
        let message: String

        init(_ setting: JSONValue, _ message: String) {
            self.setting = setting
            self.message = message
        }

        /// A second entry with one option, so that the position in the message is proven too.
        init(_ name: String, _ key: String, _ value: JSONValue, _ message: String) {
            let options = JSONValue.object([JSONValue.Member(key, value)])
            self.init(.array([validator("numeric_password"), validator(name, options)]), "entry 2: " + message)
        }

        var testDescription: String { message }
    }

    private static let length = "option min_length must be a whole number from 0 to 128"
    private static let ratio = "option max_similarity must be a number, at least 0.1"
    private static let attributes =
        "option user_attributes must be a list of username, first_name, last_name, email, phone"
    private static let object = "expected an object with NAME and, if wanted, OPTIONS"
    private static let known =
        "user_attribute_similarity, minimum_length, common_password, numeric_password, password_history"

    @Test(
        "a wrong shape or name is refused with one clear line",
        arguments: [
            Scenario(.null, "expected a list of {\"NAME\": …, \"OPTIONS\": {…}}"),
            Scenario(validator("minimum_length"), "expected a list of {\"NAME\": …, \"OPTIONS\": {…}}"),
            Scenario(.array([.string("minimum_length")]), "entry 1: " + object),
            Scenario(.array([.object([])]), "entry 1: NAME must be a string"),
            Scenario(.array([.object([JSONValue.Member("NAME", .integer(1))])]), "entry 1: NAME must be a string"),
            Scenario(
                .array([validator("x.y\nz")]),
                "entry 1: unknown validator \"x.y\\nz\"; known: \(known) and Django's own names"
            ),
            Scenario(
                .array([validator("other.MinimumLengthValidator")]),
                "entry 1: unknown validator \"other.MinimumLengthValidator\"; known: \(known) and Django's own names"
            ),
            Scenario(
                .array([
                    .object([
                        JSONValue.Member("NAME", .string("minimum_length")), JSONValue.Member("OPTION", .null),
                    ])
                ]),
                "entry 1: unknown key \"OPTION\"; NAME and OPTIONS are allowed"
            ),
            Scenario(.array([validator("minimum_length", .null)]), "entry 1: OPTIONS must be an object"),
            Scenario(.array([validator("minimum_length", .array([]))]), "entry 1: OPTIONS must be an object"),
        ]
    )
    func refusesShape(scenario: Scenario) { expectRefusal(scenario) }

    @Test(
        "a wrong option is refused with one clear line",
        arguments: [
            Scenario("minimum_length", "length", .integer(9), "unknown option \"length\"; allowed: min_length"),
            Scenario("numeric_password", "min_length", .integer(9), "unknown option \"min_length\"; allowed: none"),
            Scenario("password_history", "length", .integer(9), "unknown option \"length\"; allowed: none"),
            Scenario("minimum_length", "min_length", .string("9"), length),
            Scenario("minimum_length", "min_length", .bool(true), length),
            Scenario("minimum_length", "min_length", .number("8.0"), length),
            Scenario("minimum_length", "min_length", .integer(-1), length),
            Scenario("minimum_length", "min_length", .integer(129), length),
            Scenario("minimum_length", "min_length", .number("99999999999999999999"), length),
            Scenario("user_attribute_similarity", "max_similarity", .number("0.0999"), ratio),
            Scenario("user_attribute_similarity", "max_similarity", .number("-1"), ratio),
            Scenario("user_attribute_similarity", "max_similarity", .number("1e999"), ratio),
            Scenario("user_attribute_similarity", "max_similarity", .number("NaN"), ratio),
            Scenario("user_attribute_similarity", "max_similarity", .string("0.7"), ratio),
            Scenario("user_attribute_similarity", "max_similarity", .null, ratio),
            Scenario("user_attribute_similarity", "user_attributes", .string("email"), attributes),
            Scenario("user_attribute_similarity", "user_attributes", .array([.string("nickname")]), attributes),
            Scenario("user_attribute_similarity", "user_attributes", .array([.integer(1)]), attributes),
        ]
    )
    func refusesOption(scenario: Scenario) { expectRefusal(scenario) }

    private static let path = "option password_list_path must be the path of a text file"

    @Test(
        "a password list that is not a readable text file is refused",
        arguments: [
            Scenario("common_password", "password_list_path", .null, path),
            Scenario("common_password", "password_list_path", .string(""), path),
            Scenario("common_password", "password_list_path", .string("/etc/passwd\0x"), path),
            Scenario(
                "common_password",
                "password_list_path",
                .string("/nowhere/at/all"),
                "password_list_path \"/nowhere/at/all\" cannot be read"
            ),
            Scenario(
                "common_password",
                "password_list_path",
                .string("/tmp"),
                "password_list_path \"/tmp\" is not a regular file"
            ),
            Scenario(
                "common_password",
                "password_list_path",
                .string("/dev/zero"),
                "password_list_path \"/dev/zero\" is not a regular file"
            ),
        ]
    )
    func refusesPath(scenario: Scenario) { expectRefusal(scenario) }

    @Test(
        "a password list in another encoding is refused",
        arguments: [
            ([0x1F, 0x8B, 0x08, 0x00], CommonPasswordList.Unreadable.compressed), ([0x61, 0xFC, 0x0A], .notUTF8),
        ] as [([UInt8], CommonPasswordList.Unreadable)]
    )
    func refusesEncoding(bytes: [UInt8], cause: CommonPasswordList.Unreadable) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "hesap-list-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: cause) { try CommonPasswordList(readingFile: file.path) }
    }

    @Test("a password list behind a symbolic link is read")
    func followsLink() throws {
        let link = FileManager.default.temporaryDirectory.appending(path: "hesap-list-\(UUID().uuidString)")
        let path = PasswordFixture.ownListPath
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: path)
        defer { try? FileManager.default.removeItem(at: link) }
        #expect(try CommonPasswordList(readingFile: link.path).contains("zebra"))
    }

    private func expectRefusal(_ scenario: Scenario) {
        let error = #expect(throws: PasswordPolicyError.self) { try PasswordPolicy(parsing: scenario.setting) }
        #expect(error?.description == scenario.message)
    }
}
