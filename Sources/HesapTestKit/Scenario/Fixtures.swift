package import HesapDomain
import Testing

extension RequestOrigin {
    /// A browser at an address of TEST-NET-1 (RFC 5737), which belongs to nobody.
    package static func fixture(
        address: String = "192.0.2.1",
        userAgent: String = "Mozilla/5.0",
        requestID: String = "request-1",
        language: LanguageCode = .turkish
    ) -> RequestOrigin {
        RequestOrigin(address: address, userAgent: userAgent, requestID: requestID, language: language)
    }
}

extension Registration {
    package static func fixture(
        email: String = "ayse@example.com",
        password: String = TestShop.password,
        firstName: String = "Ayşe",
        lastName: String = "Yılmaz"
    ) throws -> Registration {
        Registration(
            firstName: try #require(PersonName(firstName)),
            lastName: try #require(PersonName(lastName)),
            email: try #require(EmailAddress(email)),
            password: Secret(password)
        )
    }
}

extension NewPassword {
    package static func typed(_ first: String, _ second: String? = nil) -> NewPassword {
        NewPassword(first: Secret(first), second: Secret(second ?? first))
    }
}

extension City {
    package static func fixture(
        id: Int64,
        name: String,
        country: String = "TR",
        population: Int64 = 1000,
        priority: Int = 0,
        isActive: Bool = true
    ) throws -> City {
        City(
            id: try #require(CityID(id)),
            name: name,
            country: try #require(CountryCode(country)),
            slug: CityName(name)?.asciiSlug ?? "city-\(id)",
            population: population,
            priority: priority,
            isActive: isActive
        )
    }

    package static func istanbul() throws -> City {
        try fixture(id: 745_044, name: "İstanbul", population: 15_701_602, priority: 1)
    }

    package static func izmir() throws -> City {
        try fixture(id: 311_046, name: "İzmir", population: 2_500_603, priority: 1)
    }
}

/// A reset link in the two parts that a request carries.
package struct ResetLinkParts: Sendable, Equatable {
    package let uidb64: String
    package let token: String

    package init(uidb64: String, token: String) {
        self.uidb64 = uidb64
        self.token = token
    }

    /// Takes `…/users/reset/{uidb64}/{token}/` apart; nil when it is none.
    package init?(link: String) {
        let parts = link.split(separator: "/")
        guard parts.count >= 4, parts[parts.count - 4] == "users", parts[parts.count - 3] == "reset" else { return nil }
        self.init(uidb64: String(parts[parts.count - 2]), token: String(parts[parts.count - 1]))
    }
}
