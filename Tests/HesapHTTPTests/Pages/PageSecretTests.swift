import Testing

@testable import HesapHTTP

@Suite("Passwords and the script of the pages")
struct PageSecretTests {
    private static let script = String(decoding: PackageResources.pages_js, as: UTF8.self)

    @Test("every field for a password is masked and told to password managers", arguments: passwordFields)
    func passwordField(_ field: String) {
        #expect(field.contains(" type=\"password\""))
        #expect(
            field.contains(" autocomplete=\"current-password\"") || field.contains(" autocomplete=\"new-password\"")
        )
        #expect(!field.contains("maxlength") && !field.contains("readonly") && !field.contains("value="))
    }

    private static let passwordFields = PageTemplate.allCases.flatMap { template in
        template.source.matches(of: #/<input [^>]*name="[a-z0-9_]*password[a-z0-9_]*"[^>]*>/#).map { String($0.0) }
    }

    @Test("each form that asks a password has such a field")
    func passwordForms() {
        let forms: [PageTemplate] = [.login, .register, .passwordChange, .newPasswords, .anonymize]
        #expect(Set(forms).isSubset(of: Set(PageTemplate.allCases.filter { $0.source.contains("type=\"password\"") })))
        #expect(Self.passwordFields.count == 6)
    }

    @Test("nothing keeps a password from being pasted", arguments: ["paste", "clipboard", "contextmenu", "keypress"])
    func paste(_ word: String) {
        #expect(!Self.script.contains(word))
        #expect(PageTemplate.allCases.allSatisfy { !$0.source.contains(word) })
    }

    @Test(
        "the script shows a text as text only, and runs none as code",
        arguments: [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "DOMParser",
            "srcdoc", "eval", "new Function", "import(", "setTimeout(\"", "javascript:",
        ]
    )
    func textOnly(_ word: String) {
        #expect(!Self.script.contains(word))
    }

    @Test(
        "the script keeps nothing in the browser, and listens to no other window or address",
        arguments: [
            "localStorage", "sessionStorage", "indexedDB", "caches", "document.cookie", "serviceWorker",
            "postMessage", "onmessage", "\"message\"", "window.name", "location", "__proto__", "Object.assign",
        ]
    )
    func keepsNothing(_ word: String) {
        #expect(!Self.script.contains(word))
    }

    @Test("what is looked for in the script is found where it stands")
    func reads() {
        #expect(Self.script.contains("textContent") && Self.script.contains("\"use strict\""))
    }
}
