import Testing

@testable import HesapTexts

@Suite("Templates")
struct TemplateTests {
    @Test(
        "no value can leave the place where it stands",
        arguments: [
            ("<script>", "&lt;script&gt;"),
            ("\" onfocus=alert(1) autofocus x=\"", "&quot; onfocus=alert(1) autofocus x=&quot;"),
            ("'&'", "&#x27;&amp;&#x27;"),
            // One Character with the sign before it: the library's own escaping lets it through.
            ("\"\u{338}", "&quot;\u{338}"), ("<\u{338}b>", "&lt;\u{338}b&gt;"), ("'\u{301}", "&#x27;\u{301}"),
            ("{{title}}", "{{title}}"), ("İIıi", "İIıi"),
        ]
    )
    func escaped(_ value: String, _ expected: String) throws {
        let set = try TemplateSet(["page": "<p title=\"{{v}}\">{{>part}}</p>", "part": "{{v}}"], output: .html)
        #expect(set.render("page", ["v": value]) == "<p title=\"\(expected)\">\(expected)</p>")
    }

    @Test("plain text is not escaped")
    func plain() throws {
        let set = try TemplateSet(["mail": "{{v}}"], output: .text)
        #expect(set.render("mail", ["v": "Ali & Ayşe <3"]) == "Ali & Ayşe <3")
    }

    @Test("a broken template is refused")
    func broken() {
        #expect(throws: TemplateFault.self) { try TemplateSet(["page": "{{#open}}"], output: .html) }
    }

    @Test(
        "a missing partial is named, wherever it is used",
        arguments: [
            "{{> part }}", "{{>part}}", "ş {{v}} {{> part}}", "{ {{> part}} }", "{{#x}}{{>part}}{{/x}}",
            "{{<part}}{{/part}}", "{{< part }}{{$block}}x{{/block}}{{/part}}",
        ]
    )
    func missing(_ page: String) {
        let missing = TemplateFault(name: "page", reason: "uses the partial part, which is not there")
        #expect(throws: missing) { try TemplateSet(["page": page], output: .html) }
    }

    @Test(
        "what only looks like a partial needs none",
        arguments: [
            ("{> part}}", "{> part}}"), ("a {> part }", "a {> part }"), ("{ {> part }", "{ {> part }"),
            ("{{v}} > part", "v > part"), ("{{! > part }}", ""), ("a > b {{v}}", "a > b v"),
        ]
    )
    func noPartial(_ page: String, _ rendered: String) throws {
        let set = try TemplateSet(["page": page], output: .text)
        #expect(set.render("page", ["v": "v"]) == rendered)
    }

    @Test(
        "a template that would never end is refused at the start, not at the first visit",
        arguments: [
            ["page": "{{> page}}"], ["a": "{{>b}}", "b": "{{#x}}{{> c }}{{/x}}", "c": "{{>a}}"],
            ["page": "{{<page}}{{$block}}x{{/block}}{{/page}}"],
        ]
    )
    func endless(_ sources: [String: String]) {
        let fault = #expect(throws: TemplateFault.self) { try TemplateSet(sources, output: .html) }
        #expect(fault?.reason == "uses itself as a partial, and would never end")
    }

    @Test(
        "a template that changes the delimiters is refused: it could use itself unseen, and without an end",
        arguments: ["{{=<% %>=}}<%> page %>", "{{= | | =}}", "{{#x}}{{=[ ]=}}[> page][/x]"]
    )
    func delimiters(_ page: String) {
        let fault = #expect(throws: TemplateFault.self) { try TemplateSet(["page": page], output: .html) }
        #expect(fault?.reason == "changes the delimiters, which have to stay {{ and }}")
    }

    @Test("a partial that two templates share, or that is used twice, is no circle")
    func shared() throws {
        let set = try TemplateSet(["a": "{{>c}}{{>b}}", "b": "{{>c}}", "c": "c"], output: .html)
        #expect(set.render("a", [:]) == "cc")
    }

    @Test("a shop's template takes the place of the built-in one, and one that replaces nothing is refused")
    func overrides() throws {
        let folder = TemplateFolder(files: ["pages/login.mustache": "ours", "mails/x.mustache": "mail"])
        #expect(
            try folder.replacing(["login": "theirs", "error": "e"], in: "pages") == ["login": "ours", "error": "e"]
        )
        let misspelt = TemplateFolder(files: ["pages/logim.mustache": ""])
        #expect(throws: TemplateFault.self) { try misspelt.replacing(["login": ""], in: "pages") }
        let variant = TemplateFolder(files: ["mails/reset.tr.mustache": "tr"])
        let names = try variant.replacing(["reset": "all"], in: "mails") { ["\($0).tr"] }
        #expect(names == ["reset": "all", "reset.tr": "tr"])
    }
}
