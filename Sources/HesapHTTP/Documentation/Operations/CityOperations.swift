import DjangoCompat
import HTTPTypes

extension OpenAPI.Operation {
    static let city = [
        chooseCity(.post, id: "chooseCity", summary: "Set the city"),
        chooseCity(.put, id: "chooseCityByPut", summary: "Set the city (the same by PUT)"),
        chooseCity(.patch, id: "chooseCityByPatch", summary: "Set the city (the same by PATCH)"),
        showCity, searchCities, showOneCity,
    ]

    private static func chooseCity(_ method: HTTPRequest.Method, id: String, summary: String) -> Self {
        Self(
            method,
            "/users/city/",
            id: id,
            tag: .city,
            access: .visitor,
            summary: summary,
            purpose: "Stores a visitor's city: in the profile when signed in, otherwise in the session.",
            rules: [
                "A number, or a text of digits, is the id of a city; any other text is a name.",
                "Names are compared without case and diacritics, Turkish letters both ways: `İSTANBUL`, `istanbul` and "
                    + "`Istanbul` are one city.",
                "Of several cities of one name the one with the highest priority is taken, then the largest. `country` "
                    + "narrows the choice.",
                "A guest keeps the city when signing in, unless the profile has one.",
            ],
            form: .init(cityField, countryField),
            answers: [
                .json(200, "The city that was stored.", .city, cookies: .session),
                .json(
                    404,
                    "There is no active city of that name or id.",
                    .reference(.fieldErrors),
                    examples: [(name: "city", value: Problem.field("city", .cityNotFound).exampleBody)]
                ),
            ],
            refusals: [
                .field("city", .blank), .field("city", .invalidCityID), .field("country", .invalidCountry),
                .sessionEnded,
            ]
        )
    }

    private static let cityField = OpenAPI.Field(
        "city",
        isRequired: true,
        json: OpenAPI.Schema.anyOf(.text(minimum: 1, maximum: 200), .integer(minimum: 1)).described(
            "A city's name or id."
        ),
        form: OpenAPI.Schema.text(minimum: 1, maximum: 200).described("A city's name or id."),
        example: .string("İstanbul")
    )

    private static let countryField = OpenAPI.Field.optional(
        "country",
        .country,
        "Looks only among the cities of this country (ISO 3166 alpha-2).",
        example: "TR"
    )

    private static let showCity = Self(
        .get,
        "/users/city/",
        id: "showCity",
        tag: .city,
        access: .visitor,
        summary: "See the current city",
        purpose: "The city of the profile, otherwise that of the session, otherwise `null`.",
        answers: [
            .json(
                200,
                "The current city, or `null` when none was chosen.",
                OpenAPI.Schema.reference(.city).orNull,
                examples: [(name: "chosen", value: OpenAPI.NamedSchema.istanbul), (name: "none", value: .null)]
            )
        ]
    )

    private static let searchCities = Self(
        .get,
        "/address/city/",
        id: "searchCities",
        tag: .city,
        access: .everyone,
        summary: "List or search the cities",
        purpose: "The active cities with a name that begins with `q`, compared like the names of `POST /users/city/`.",
        rules: ["Most important first.", "`next` and `previous` are relative to the host."],
        parameters: [
            .query("q", "How a name of the city begins.", .text(maximum: 200).example("ista")),
            .query("country", "Only cities of this country (ISO 3166 alpha-2).", .country.orBlank.example("TR")),
            .query("page", "Which page, from 1.", .integer(minimum: 1, maximum: 1_000_000, standard: 1)),
            .query("page_size", "How many on a page.", .integer(minimum: 1, maximum: 100, standard: 20)),
        ],
        answers: [
            .json(200, "A page of the cities.", .cityPage, isPublic: true).leading(
                to: .init(to: "showOneCity", "See one of them.", parameters: [("id", firstResult)]),
                .init(to: "chooseCity", "Set one of them as the visitor's.", fields: [("city", firstResult)])
            )
        ],
        refusals: [
            .field("country", .invalidCountry), .field("page_size", .invalid), .parseError(.query),
        ]
    )

    private static let firstResult = "$response.body#/results/0/id"

    private static let showOneCity = Self(
        .get,
        "/address/city/{id}/",
        id: "showOneCity",
        tag: .city,
        access: .everyone,
        summary: "See one city",
        purpose: "An active city by its id.",
        parameters: [.path("id", "The city's GeoNames number.", .integer(minimum: 1).example(.integer(745_044)))],
        answers: [.json(200, "The city.", .city, isPublic: true)],
        refusals: [.notFound]
    )
}
