import HesapDomain
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Form {
        let password: Secret<String>
    }

    @Test("a secret shows in no text that is made of it, nor of what holds it")
    func masked() {
        let form = Form(password: Secret("kırmızı-Bisiklet-42"))
        var dumped = ""
        dump(form, to: &dumped)
        let texts = [
            "\(form.password)", String(reflecting: form.password), "\(form)", String(reflecting: form), dumped,
            "\([form.password])", "\(Optional(form.password) as Any)",
        ]
        #expect(texts.allSatisfy { !$0.contains("Bisiklet") })
        #expect(form.password.reveal() == "kırmızı-Bisiklet-42")
    }

    @Test("secrets are compared by what is in them")
    func equality() {
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
    }
}
