import DjangoCompat
import HesapDomain
import HesapTexts
import Hummingbird

/// The overview, also for guests: currency, city and language need no account.
struct AccountPage: Page {
    let currency: ActiveCurrency
    let city: CurrentCity

    func answer(to request: Request, in context: ShopContext, _ form: FilledForm) async throws -> PageAnswer {
        let (visit, language) = (context.browser.visit, context.language)
        let currency = currency(header: nil, visit: visit, settings: context.settings)
        let city = try await city(visit)?.name
        let fields = [PageField("currency_code", currency.text), PageField("city", city ?? "")]
        var view = PageView(.account, at: .account, form.values(fields, in: language))
        view.values["currency"] = currency.text
        view.values["city"] = city
        view.values["currencies"] = context.settings.availableCurrencies.map {
            ["code": $0.text, "selected": $0 == currency] as [String: Any]
        }
        if let account = visit.account {
            view.values["email"] = account.email
            view.values["greeting"] = Self.greeting(account, language)
        }
        return .page(view)
    }

    private static func greeting(_ account: Account, _ language: LanguageCode) -> String? {
        guard !account.firstName.isEmpty else { return nil }
        return Catalogue.of(language).text("greeting", in: .pages, ["name": .text(account.firstName)])
    }
}
