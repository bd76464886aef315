import DjangoCompat
import HesapDomain
import HesapTexts
import Hummingbird

struct ProfilePage: Page {
    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let (_, account) = try context.signedIn()
        let language = context.language
        let names = [PageField("first_name", account.firstName), PageField("last_name", account.lastName)]
        var view = PageView(.profile, at: .profile)
        view.values = form.values(names + PageField.personal(account.profile, in: language), in: language)
        view.values["email"] = account.email
        return .page(view)
    }
}

extension PageField {
    /// The boxes of `personal`.
    static let consents = ["email_allowed", "sms_allowed", "call_allowed", "whatsapp_allowed"]

    /// The optional fields that registration and profile share.
    static func personal(_ profile: Profile, in language: LanguageCode) -> [PageField] {
        [
            PageField("phone", profile.phone?.text ?? ""),
            PageField("gender", profile.gender?.rawValue ?? "", choices: genders(language)),
            PageField("date_of_birth", profile.dateOfBirth?.text ?? ""),
            PageField("email_allowed", isTicked: profile.consents.email),
            PageField("sms_allowed", isTicked: profile.consents.sms),
            PageField("call_allowed", isTicked: profile.consents.call),
            PageField("whatsapp_allowed", isTicked: profile.consents.whatsapp),
        ]
    }

    private static func genders(_ language: LanguageCode) -> [Choice] {
        let texts = Catalogue.of(language)
        let none = Choice(value: "", label: texts.text("gender_none", in: .pages))
        return [none] + Gender.allCases.map { Choice(value: $0.rawValue, label: texts.text($0.key, in: .pages)) }
    }
}

extension Gender {
    /// The key of its name in the catalogue.
    var key: String { "gender_\(rawValue)" }
}
