import DjangoCompat
import Hummingbird
import HummingbirdTesting

/// One response, read into plain values.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ response: TestResponse) {
        status = response.head.status.code
        headers = response.head.headerFields
        text = String(buffer: response.body)
    }

    func header(_ name: String) -> String? {
        HTTPFields.Element.Name(name).flatMap { headers[$0] }
    }

    /// The lines of `Set-Cookie`, in order.
    var setCookies: [String] { headers[values: .setCookie] }

    /// The new value of a cookie, empty when it is cleared, nil when it is left alone.
    func cookie(_ name: String) -> String? {
        setCookies.last { $0.hasPrefix(name + "=") }.map { line in
            String(line.dropFirst(name.count + 1).prefix { $0 != ";" })
        }
    }

    var json: JSONValue? { try? JSONParser.parse(Array(text.utf8)) }

    /// The value of `code`, for refusals that have one.
    var code: String? { json?["code"]?.string }

    /// Everything but the id of the request, to compare two answers byte by byte.
    var comparable: [String] {
        let lines = headers.filter { $0.name.canonicalName != "x-request-id" }.map { "\($0.name): \($0.value)" }
        return ["\(status)"] + lines.sorted() + [text]
    }
}
