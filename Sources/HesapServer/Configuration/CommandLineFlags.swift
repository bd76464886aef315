/// The command line, with the flags that are settings taken out of it.
///
/// Every command accepts every setting as a flag. Taking them out here keeps each setting's name in one place, where a
/// declaration per command would repeat it.
struct CommandLineFlags: Sendable, Equatable {
    struct Given: Sendable, Equatable {
        let flag: String
        let value: String
    }

    private(set) var settings: [Given] = []
    private(set) var configFile: String?
    /// What the commands themselves have to make sense of.
    private(set) var rest: [String] = []

    struct Misuse: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// Reads `--flag value` and `--flag=value`, up to `--`, from arguments without the program's name.
    init(_ arguments: [String] = []) throws(Misuse) {
        let known = Set(ServerConfiguration.settings.map(\.flag) + ["--config"])
        var waiting = arguments[...]
        while let argument = waiting.popFirst() {
            if argument == "--" {
                rest += [argument] + waiting
                return
            }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let flag = parts.first.map({ String($0) }), known.contains(flag) else {
                rest.append(argument)
                continue
            }
            let value = parts.count == 2 ? String(parts[1]) : waiting.popFirst()
            guard let value, parts.count == 2 || !value.hasPrefix("--") else {
                throw Misuse(description: "\(flag) needs a value")
            }
            try add(flag, value)
        }
    }

    private mutating func add(_ flag: String, _ value: String) throws(Misuse) {
        guard flag != "--config" else {
            guard configFile == nil else { throw Misuse(description: "--config is given twice") }
            configFile = value
            return
        }
        guard !settings.contains(where: { $0.flag == flag }) else {
            throw Misuse(description: "\(flag) is given twice; separate several values by commas")
        }
        settings.append(Given(flag: flag, value: value))
    }
}
