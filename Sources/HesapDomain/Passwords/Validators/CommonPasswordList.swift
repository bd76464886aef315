import FoundationEssentials

/// What `CommonPasswordValidator` looks a password up in: Django's own list or a text file.
///
/// A file is UTF-8, one lower-case password a line. Django also takes a gzip file; Hesap takes plain text only.
package struct CommonPasswordList: Sendable, Equatable {
    /// Django's 19,640 entries, compiled in so that the executable needs no file beside it.
    package static let django = CommonPasswordList(
        path: nil,
        entries: SortedLines(alreadySorted: djangoCommonPasswords)
    )

    /// `password_list_path`; nil for the list compiled in.
    package let path: String?
    package let entries: SortedLines

    /// Millions of passwords fit; a disk image named by mistake does not.
    package static let largestFile = 64 << 20

    private init(path: String?, entries: SortedLines) {
        self.path = path
        self.entries = entries
    }

    /// Reads the file once, now: a list that cannot be read has to stop the setting, not the next sign-up.
    package init(readingFile path: String) throws(Unreadable) {
        self.init(path: path, entries: SortedLines(sorting: Self.lines(of: try Self.text(ofFile: path))))
    }

    /// Compares as Django does: lower-cased, white space at both ends dropped.
    package func contains(_ password: String) -> Bool {
        var stripped = String.UnicodeScalarView()
        stripped.append(contentsOf: PythonText.strip(PythonText.lower(password)))
        return entries.contains(String(stripped))
    }

    package enum Unreadable: Error, Equatable {
        case notARegularFile
        case tooLarge
        case notReadable
        case compressed
        case notUTF8
    }

    private static func text(ofFile path: String) throws(Unreadable) -> String {
        // Asked first: reading a FIFO or /dev/zero would never end.
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolvingLinks(path))
        guard let attributes else { throw .notReadable }
        guard attributes[.type] as? FileAttributeType == .typeRegular else { throw .notARegularFile }
        // UInt where FoundationEssentials stands alone, NSNumber (cast by value) where Foundation is linked too.
        guard let size = attributes[.size] as? UInt else { throw .notReadable }
        guard size <= largestFile else { throw .tooLarge }
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { throw .notReadable }
        if bytes.starts(with: [0x1F, 0x8B]) { throw .compressed }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    /// `attributesOfItem` looks at a link itself, and lists are often installed as one.
    private static func resolvingLinks(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path
    }

    /// Lines as Python reads them from a text file (LF, CR LF or CR), each stripped.
    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var line: [Unicode.Scalar] = []
        var previous: Unicode.Scalar = "\n"
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" {
                let endsTheSameLine = scalar == "\n" && previous == "\r"
                if !endsTheSameLine { lines.append(stripped(line)) }
                line.removeAll(keepingCapacity: true)
            } else {
                line.append(scalar)
            }
            previous = scalar
        }
        if !line.isEmpty { lines.append(stripped(line)) }
        return lines
    }

    private static func stripped(_ line: [Unicode.Scalar]) -> String {
        String(String.UnicodeScalarView(PythonText.strip(line)))
    }
}

/// Keeps 160 KB of passwords out of logs and test reports.
extension CommonPasswordList: CustomStringConvertible {
    package var description: String { "CommonPasswordList(\(path ?? "Django's"))" }
}
