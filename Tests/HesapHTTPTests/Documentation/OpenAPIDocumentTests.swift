import DjangoCompat
import HesapDomain
import Hummingbird
import Testing

@testable import HesapHTTP

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
    private let check = SchemaCheck(document: OpenAPIDocument.json)

    @Test("describes every route of the table and nothing else")
    func describesTheTable() async throws {
        let storefront = try await Storefront()
        let routes = shopRoutes(storefront.useCases, storefront.configuration).map {
            "\($0.method.rawValue) \($0.path)"
        }
        let documented = OpenAPIDocument.operations.map { "\($0.method.rawValue) \($0.path)" }
        #expect(documented.sorted() == routes.sorted())
    }

    @Test("has in its JSON every operation of the list, below its path and method")
    func writesEveryOperation() {
        for operation in OpenAPIDocument.operations {
            let written = OpenAPIDocument.json["paths"]?[operation.path]?[operation.method.rawValue.lowercased()]
            #expect(written?["operationId"]?.string == operation.id)
        }
    }

    @Test("refers to nothing that is not there")
    func resolvesReferences() {
        let references = OpenAPIDocument.json.all("$ref").compactMap(\.string)
        #expect(references.count > 100)
        #expect(Set(references.filter { check.resolve($0) == nil }) == [])
    }

    @Test("uses every shared component")
    func usesComponents() {
        let references = Set(OpenAPIDocument.json.all("$ref").compactMap(\.string))
        for kind in ["schemas", "responses", "parameters", "examples", "headers"] {
            guard case .object(let members)? = OpenAPIDocument.json["components"]?[kind] else {
                Issue.record("no \(kind)")
                continue
            }
            let unused = members.map { "#/components/\(kind)/\($0.key)" }.filter { !references.contains($0) }
            #expect(unused == [])
        }
    }

    @Test("names every operation once")
    func namesAreUnique() {
        let names = OpenAPIDocument.operations.map(\.id)
        #expect(Set(names).count == names.count)
    }

    @Test("has each status of an operation once")
    func statusesAreUnique() {
        for operation in OpenAPIDocument.operations {
            let statuses = operation.answers.map(\.status) + operation.refusalsByStatus.map(\.status)
            #expect(Set(statuses).count == statuses.count, "\(operation.id)")
        }
    }

    @Test("knows every error code, and shows each where it can occur")
    func knowsCodes() {
        let codes = Problem.examples.compactMap(\.code)
        let listed = check.resolve("#/components/schemas/Problem")?["properties"]?["code"]?["enum"]
        #expect(listed == .strings(codes))
        let shown = OpenAPIDocument.operations.flatMap(\.allRefusals).compactMap(\.code)
        #expect(Set(shown) == Set(codes))
    }

    @Test("shows of every refusal the body that a client really gets", arguments: OpenAPIDocument.operations)
    func showsRealRefusals(operation: OpenAPI.Operation) async throws {
        for problem in operation.allRefusals {
            let response = problem.response(in: .english, requestID: "checkout-7f3a91c2")
            let body = BodyCollector()
            try await response.body.write(body.writer)
            #expect(body.text == String(decoding: problem.exampleBody.encoded(ascii: false), as: UTF8.self))
        }
    }

    @Test("has examples that fit their schemas", arguments: OpenAPI.NamedSchema.allCases)
    func namedExamplesFit(name: OpenAPI.NamedSchema) {
        guard let example = name.example else { return }
        #expect(check.faults(of: example, name.schema.json) == [])
    }

    @Test("has examples of bodies that fit their schemas", arguments: OpenAPIDocument.operations)
    func formExamplesFit(operation: OpenAPI.Operation) {
        guard let form = operation.form, form.isRead else { return }
        #expect(check.faults(of: form.example, form.jsonSchema.json) == [])
    }

    @Test("links to operations that are there, with what they need, taken from where it is", arguments: linked)
    func linksLeadSomewhere(operation: OpenAPI.Operation) throws {
        for (answer, link) in operation.answers.flatMap({ answer in answer.links.map { (answer, $0) } }) {
            let target = try #require(OpenAPIDocument.operations.first { $0.id == link.operationID })
            let needed = target.parameters.filter(\.isRequired).map(\.name)
            #expect(Set(link.parameters.map(\.name)).isSuperset(of: needed))
            #expect(Set(target.parameters.map(\.name)).isSuperset(of: link.parameters.map(\.name)))
            let fields = target.form?.fields ?? []
            #expect(Set(link.fields.map(\.name)).isSuperset(of: fields.filter(\.isRequired).map(\.name)))
            #expect(Set(fields.map(\.name)).isSuperset(of: link.fields.map(\.name)))
            for (name, expression) in link.parameters + link.fields {
                let value = try #require(Self.value(of: expression, operation, answer), "\(expression)")
                let parameter = target.parameters.first { $0.name == name }?.schema
                let schema = try #require(parameter ?? fields.first { $0.name == name }?.json)
                #expect(check.faults(of: value, schema.json) == [])
            }
        }
    }

    private static let linked = OpenAPIDocument.operations.filter { $0.answers.contains { !$0.links.isEmpty } }

    @Test("says each link in its JSON, and how a client gets from one call to the next")
    func writesLinks() {
        let written = OpenAPIDocument.json.all("links").flatMap { links -> [String] in
            guard case .object(let members) = links else { return [] }
            return members.compactMap { $0.value["operationId"]?.string }
        }
        let ways = ["signIn", "showSession", "showProfile", "signOut", "showOneCity", "chooseCity", "endSession"]
        #expect(Set(written) == Set(ways))
    }

    /// What the expression is in the examples.
    private static func value(
        of expression: String,
        _ operation: OpenAPI.Operation,
        _ answer: OpenAPI.Answer
    ) -> JSONValue? {
        let parts = expression.split(separator: "#/", maxSplits: 1)
        let sources = ["$request.body": operation.form?.example, "$response.body": answer.body?.examples.first?.value]
        guard parts.count == 2, let source = sources[String(parts[0])] else { return nil }
        return parts[1].split(separator: "/").reduce(source) { value, step in
            guard case .array(let values) = value else { return value?[String(step)] }
            return Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
        }
    }

    @Test("has the limits of pages that the server has")
    func pageLimits() {
        #expect(PageRequest(number: 1_000_000, size: 100) != nil)
        #expect(PageRequest(number: 1_000_001, size: 100) == nil)
        #expect(PageRequest(number: 1_000_000, size: 101) == nil)
    }
}

extension OpenAPI.Operation: CustomTestStringConvertible {
    var testDescription: String { id }
}
