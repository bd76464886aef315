import ArgumentParser
import DjangoCompat
import HesapHTTP

struct OpenAPICommand: LaunchedCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI 3.1 document of the public listener."
    )

    func run(_ launch: Launch) async throws {
        StandardStream.output.writeLine(String(decoding: OpenAPIDocument.json.encoded(ascii: false), as: UTF8.self))
    }
}
