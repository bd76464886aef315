import HTTPTypes
import HesapDomain

extension OpenAPI.Operation {
    static let currency = [
        Self(
            .post,
            "/users/activate-currency/",
            id: "activateCurrency",
            tag: .currency,
            access: .visitor,
            summary: "Set the active currency",
            purpose: "Sets the currency in which this browser's session is shown prices. Guests may do so too.",
            rules: [
                "The code is compared without case and kept in the shop's spelling.",
                "A guest gets a session with the first choice, and keeps the currency when signing in.",
                "The active currency is decided in this order: the `x-currency` header if the shop reads it, the session, "
                    + "the shop's default. A chosen currency that is no longer offered counts as none.",
            ],
            settings: [.availableCurrencies, .defaultCurrency, .readCurrencyFromHeader],
            form: .init(
                .required(
                    "currency_code",
                    .text(minimum: 1, maximum: 16),
                    "One of the available currencies.",
                    example: "TRY"
                )
            ),
            answers: [.empty(204, "The currency is active.", cookies: .session)],
            refusals: [.field("currency_code", .currencyNotOffered), .field("currency_code", .null), .sessionEnded]
        )
    ]
}
