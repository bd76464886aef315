import Foundation
import Glibc
import HesapTexts
import Testing

@Suite("A shop's folder of templates")
struct TemplateFolderTests {
    /// A new folder with a folder `pages`, taken away afterwards.
    private static func withFolder(_ work: (_ path: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "pages"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder.path)
    }

    @Test("files are read as they are, hidden ones and folders are left alone")
    func files() throws {
        try Self.withFolder { path in
            try Data("<p>ş</p>".utf8).write(to: URL(filePath: path + "/pages/login.mustache"))
            try Data("x".utf8).write(to: URL(filePath: path + "/pages/.login.mustache.swp"))
            try #expect(TemplateFolder(path: path) == TemplateFolder(files: ["pages/login.mustache": "<p>ş</p>"]))
        }
    }

    @Test("a file that is too large is refused by its size, and a pipe is not waited for")
    func unreadable() throws {
        try Self.withFolder { path in
            try Data(count: 256 * 1024 + 1).write(to: URL(filePath: path + "/pages/login.mustache"))
            let large = TemplateFault(name: "pages/login.mustache", reason: "is larger than 256 KiB")
            #expect(throws: large) { try TemplateFolder(path: path) }
        }
        try Self.withFolder { path in
            try #require(mkfifo(path + "/pages/login.mustache", 0o600) == 0)
            let pipe = TemplateFault(name: "pages/login.mustache", reason: "is no file")
            #expect(throws: pipe) { try TemplateFolder(path: path) }
        }
        try Self.withFolder { path in
            try Data([0xFF, 0xFE]).write(to: URL(filePath: path + "/pages/login.mustache"))
            let fault = TemplateFault(name: "pages/login.mustache", reason: "is not UTF-8")
            #expect(throws: fault) { try TemplateFolder(path: path) }
        }
    }
}
