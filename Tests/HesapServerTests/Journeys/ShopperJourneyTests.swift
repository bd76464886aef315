import Foundation
import Testing

extension ServerSuite {
    @Suite("A shopper's whole path")
    struct ShopperJourney {
        static let email = "ayse@example.com"
        static let password = "Kirmizi-Elma-1987"

        @Test(
            "guest, registration, sign-in, reset by mail, re-use refused, anonymized and gone",
            arguments: TestEngine.allCases
        )
        func wholePath(engine: TestEngine) throws {
            let settings = ["SELF_ANONYMIZATION_ENABLED": "true"]
            let hesap = try HesapProcess.running(settings: settings, engine: engine)
            try hesap.must(
                "cities",
                "import",
                HesapProcess.repository.appendingPathComponent("Data/cities/cities.txt").path
            )
            let shopper = Shopper(port: hesap.port)
            try choosesAsGuest(shopper)
            let guestKey = shopper.cookies["sessionid"]
            try registersAndSignsIn(shopper)
            #expect(shopper.cookies["sessionid"] != guestKey)
            try resetsPassword(shopper, hesap)
            try anonymizes(shopper, hesap)
        }

        private func choosesAsGuest(_ shopper: Shopper) throws {
            #expect(try shopper.post("/users/activate-currency/", ["currency_code": "eur"]).status == 204)
            #expect(shopper.cookies["sessionid"] == shopper.cookies["osessionid"])
            let city = try shopper.post("/users/city/", ["city": "şanlıurfa"])
            #expect(city.status == 200)
            #expect(city.json["name"] as? String == "Şanlıurfa")
        }

        private func registersAndSignsIn(_ shopper: Shopper) throws {
            let form: [String: Any] = [
                "first_name": "Ayşe", "last_name": "Yılmaz", "email": Self.email, "password": Self.password,
                "confirm": true,
            ]
            #expect(try shopper.post("/users/registration/", form).status == 201)
            let signedIn = try shopper.post("/users/login/", ["email": Self.email, "password": Self.password])
            #expect(signedIn.status == 200)
            #expect(signedIn.json["first_name"] as? String == "Ayşe")
            let session = try shopper.get("/users/session/").json
            #expect(session["currency"] as? String == "EUR")
            #expect((session["city"] as? [String: Any])?["slug"] as? String == "sanliurfa")
            #expect(session["is_authenticated"] as? Bool == true)
            // No proxy is trusted, so it is that of the other end.
            #expect(try shopper.get("/users/sessions/").text.contains(#""address":"127.0.0.1""#))
        }

        private func resetsPassword(_ shopper: Shopper, _ hesap: HesapProcess) throws {
            let anybody = Shopper(port: hesap.port)
            #expect(try anybody.post("/users/password/reset/", ["email": Self.email.uppercased()]).status == 200)
            let path = try hesap.resetPath(for: Self.email)
            for _ in 0..<5 { #expect(try anybody.get(path).json["valid"] as? Bool == true) }
            let again = ["new_password1": Self.password, "new_password2": Self.password]
            let refused = try anybody.post(path, again)
            #expect(refused.status == 400)
            #expect(refused.json["new_password2"] != nil)
            let fresh = ["new_password1": "Mavi-Deniz-2031", "new_password2": "Mavi-Deniz-2031"]
            #expect(try anybody.post(path, fresh).status == 200)
            #expect(try anybody.get(path).json["valid"] as? Bool == false)
            #expect(try anybody.post(path, fresh).json["token"] != nil)
            #expect(try shopper.get("/current_user/").status == 401)
            let old = try shopper.post("/users/login/", ["email": Self.email, "password": Self.password])
            #expect(old.status == 400)
            let new = try shopper.post("/users/login/", ["email": Self.email, "password": "Mavi-Deniz-2031"])
            #expect(new.status == 200)
        }

        private func anonymizes(_ shopper: Shopper, _ hesap: HesapProcess) throws {
            let answer = try shopper.send("PATCH", "/users/anonymize/")
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect(shopper.cookies["sessionid"] == nil)
            #expect(shopper.cookies["osessionid"] == nil)
            #expect(try shopper.get("/current_user/").status == 401)
            let signIn = try shopper.post("/users/login/", ["email": Self.email, "password": "Mavi-Deniz-2031"])
            #expect(signIn.status == 400)
            #expect(try hesap.run("user", "show", "--email", Self.email).status == 1)
            let form: [String: Any] = [
                "first_name": "Ayşe", "last_name": "Yılmaz", "email": Self.email, "password": "Yepyeni-Parola-7",
                "confirm": true,
            ]
            #expect(try shopper.post("/users/registration/", form).status == 201)
            let back = try shopper.post("/users/login/", ["email": Self.email, "password": "Yepyeni-Parola-7"])
            #expect(back.status == 200)
        }
    }
}
