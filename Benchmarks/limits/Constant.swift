import ArgumentParser
import Hummingbird

/// The framework that Hesap is built on, as its own documentation sets it up, answering one constant body.
struct Constant: AsyncParsableCommand {
    @Option var port: Int
    @Option(help: "The JSON to answer.") var body: String

    func run() async throws {
        let buffer = ByteBuffer(string: body)
        let router = Router()
        router.get("/users/session/") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: buffer)
            )
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
        )
        try await application.runService()
    }
}
