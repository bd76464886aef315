import ArgumentParser

/// What a server on this machine cannot do better: the framework without work, and the hash without a server.
@main
struct Limits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [Constant.self, BareHash.self])
}
