import DjangoCompat
import HesapDomain
import Testing

@Suite("Password policy from AUTH_PASSWORD_VALIDATORS")
struct PasswordPolicyTests {
    @Test(
        "a validator is known by dotted, class and short name",
        arguments: [
            (
                "UserAttributeSimilarityValidator", "user_attribute_similarity",
                PasswordRule.userAttributeSimilarity(UserAttributeSimilarity())
            ),
            ("MinimumLengthValidator", "minimum_length", .minimumLength(8)),
            ("CommonPasswordValidator", "common_password", .commonPassword(.django)),
            ("NumericPasswordValidator", "numeric_password", .numericPassword),
        ]
    )
    func knowsThreeNames(className: String, shortName: String, rule: PasswordRule) throws {
        for name in ["django.contrib.auth.password_validation." + className, className, shortName] {
            #expect(try PasswordPolicy(parsing: .array([validator(name)])).rules == [rule], "\(name)")
        }
    }

    @Test("the order of the list is the order of the refusals")
    func keepsOrder() throws {
        let names = ["numeric_password", "common_password", "minimum_length"]
        let forward = try PasswordPolicy(parsing: .array(names.map { validator($0) }))
        let backward = try PasswordPolicy(parsing: .array(names.reversed().map { validator($0) }))
        let refusals: [PasswordRefusal] = [.entirelyNumeric, .tooCommon, .tooShort(minimum: 8)]
        #expect(forward.refusals(of: "123456", for: PasswordSubject()) == refusals)
        #expect(backward.refusals(of: "123456", for: PasswordSubject()) == refusals.reversed())
    }

    @Test("an empty list refuses nothing, not even the empty password")
    func allowsEmptyList() throws {
        let policy = try PasswordPolicy(parsing: .array([]))
        #expect(policy.refusals(of: "", for: PasswordSubject(username: "a")) == [])
        #expect(!policy.checksHistory)
    }

    @Test("history is the caller's to check and refuses nothing here")
    func leavesHistoryToCaller() throws {
        let policy = try PasswordPolicy(parsing: .array([validator("password_history")]))
        #expect(policy.checksHistory)
        #expect(policy.refusals(of: "", for: PasswordSubject()) == [])
    }

    @Test("the standard is Django's four and history")
    func standardHasFive() throws {
        let names = PasswordPolicy.standard.json
        let module = "django.contrib.auth.password_validation."
        #expect(
            names
                == .array([
                    validator(module + "UserAttributeSimilarityValidator"),
                    validator(module + "MinimumLengthValidator"),
                    validator(module + "CommonPasswordValidator"),
                    validator(module + "NumericPasswordValidator"),
                    validator("password_history"),
                ])
        )
        #expect(PasswordPolicy.standard.checksHistory)
    }

    @Test(
        "what is written is read back as the same policy",
        arguments: [
            PasswordPolicy.standard,
            PasswordPolicy([]),
            PasswordPolicy([.minimumLength(0), .minimumLength(128)]),
            PasswordPolicy([.userAttributeSimilarity(UserAttributeSimilarity(attributes: [], maximum: 0.1))]),
            PasswordPolicy([
                .userAttributeSimilarity(UserAttributeSimilarity(attributes: [.phone, .email], maximum: 1e300))
            ]),
        ]
    )
    func survivesRoundTrip(policy: PasswordPolicy) throws {
        #expect(try PasswordPolicy(parsing: policy.json) == policy)
    }

    @Test("a list of one's own survives the round trip and is used")
    func usesOwnList() throws {
        let path = JSONValue.string(PasswordFixture.ownListPath)
        let options = JSONValue.object([JSONValue.Member("password_list_path", path)])
        let policy = try PasswordPolicy(parsing: .array([validator("common_password", options)]))
        #expect(try PasswordPolicy(parsing: policy.json) == policy)
        #expect(policy.refusals(of: "Zebra", for: PasswordSubject()) == [.tooCommon])
        #expect(policy.refusals(of: "password", for: PasswordSubject()) == [])
    }

    @Test("the phone counts only where the policy names it")
    func comparesPhoneWhenAsked() throws {
        let options = JSONValue.object([JSONValue.Member("user_attributes", .array([.string("phone")]))])
        let asked = try PasswordPolicy(parsing: .array([validator("user_attribute_similarity", options)]))
        let subject = PasswordSubject(phone: "05321234567")
        #expect(asked.refusals(of: "0532-1234567", for: subject) == [.tooSimilar(to: .phone)])
        #expect(PasswordPolicy.standard.refusals(of: "0532-1234567", for: subject) == [])
    }
}
