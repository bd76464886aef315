import FoundationEssentials

/// A shop's own templates, which take the place of the built-in ones of the same name.
///
/// Read once at the start: `pages/login.mustache` replaces the page `login`.
package struct TemplateFolder: Sendable, Equatable {
    /// Larger than any page; a mistyped path must not read a database into memory.
    private static let largestFile = 256 * 1024

    /// By path below the folder, such as `pages/login.mustache`.
    private let files: [String: String]

    /// A shop without templates of its own.
    package static let none = TemplateFolder(files: [:])

    package init(files: [String: String]) {
        self.files = files
    }

    /// - Throws: `TemplateFault` when the folder or a file in it cannot be read.
    package init(path: String) throws(TemplateFault) {
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
            throw TemplateFault(name: path, reason: "is no folder that can be read")
        }
        var files: [String: String] = [:]
        for name in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            if let text = try Self.read(path + "/" + name, named: name) { files[name] = text }
        }
        self.files = files
    }

    /// The built-in templates of a part (`pages`, `mails`) with the shop's in their place.
    ///
    /// `variants` are other names that a shop may add to a built-in one, such as `login.tr`; `files` are those that are
    /// no templates.
    ///
    /// - Throws: `TemplateFault` for a file that replaces nothing: a misspelt name would silently do nothing.
    package func replacing(
        _ builtIn: [String: String],
        in part: String,
        variants: (String) -> [String] = { _ in [] },
        files others: Set<String> = []
    ) throws(TemplateFault) -> [String: String] {
        let known = Set(builtIn.keys).union(builtIn.keys.flatMap(variants))
        var result = builtIn
        for (path, source) in files where path.hasPrefix(part + "/") {
            let name = path.dropFirst(part.count + 1)
            guard !others.contains(String(name)) else { continue }
            guard name.hasSuffix(".mustache"), known.contains(String(name.dropLast(".mustache".count))) else {
                throw TemplateFault(name: path, reason: "replaces nothing: there is no built-in template of that name")
            }
            result[String(name.dropLast(".mustache".count))] = source
        }
        return result
    }

    /// - Throws: `TemplateFault` for a file outside the parts that Hesap looks into.
    package func requireParts(_ parts: [String]) throws(TemplateFault) {
        for path in files.keys.sorted() {
            guard parts.contains(where: { path.hasPrefix($0 + "/") }) else {
                throw TemplateFault(name: path, reason: "is in none of the folders \(parts.joined(separator: ", "))")
            }
        }
    }

    /// A file that is no template, such as `style.css`.
    package func file(_ path: String) -> String? { files[path] }

    private static func read(_ path: String, named name: String) throws(TemplateFault) -> String? {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory else { return nil }
        let data: Data
        do throws(ShopFile.Refusal) {
            data = try ShopFile.read(path, atMost: largestFile)
        } catch {
            throw TemplateFault(name: name, reason: reason(error))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw TemplateFault(name: name, reason: "is not UTF-8")
        }
        return text
    }

    private static func reason(_ refusal: ShopFile.Refusal) -> String {
        switch refusal {
        case .notAFile: "is no file"
        case .tooLarge: "is larger than 256 KiB"
        case .unreadable: "cannot be read"
        }
    }
}
