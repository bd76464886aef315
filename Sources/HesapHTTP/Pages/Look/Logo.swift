/// The picture at the head of the shop's pages, checked at the start.
///
/// An SVG can hold scripts: it is shown by `<img>`, where none run, and whoever serves it sends a policy that forbids them
/// to a browser that opens it by itself.
package struct Logo: Sendable, Equatable {
    private enum Format: String {
        case svg, png, webp, jpeg

        init?(fileName: String) {
            let ending = fileName.lowercased().split(separator: ".", omittingEmptySubsequences: false).last ?? ""
            guard fileName.contains("."), let format = Format(rawValue: ending == "jpg" ? "jpeg" : String(ending))
            else {
                return nil
            }
            self = format
        }

        /// Looks at the first bytes: a file with the wrong ending would be a broken picture on every page.
        func fits(_ bytes: [UInt8]) -> Bool {
            switch self {
            case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
            case .webp: bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: Array("WEBP".utf8))
            case .svg: String(validating: bytes, as: UTF8.self)?.contains("<svg") == true
            }
        }
    }

    package struct Refusal: Error, Equatable {
        /// Reads on after the name of the setting: "has …", "is …".
        package let reason: String
    }

    /// Every visitor loads it; a photograph belongs elsewhere.
    package static let largestSize = 200 * 1024

    private let format: Format
    package let bytes: [UInt8]

    package init(fileName: String, bytes: [UInt8]) throws(Refusal) {
        guard let format = Format(fileName: fileName) else {
            throw Refusal(reason: "must end in .svg, .png, .webp or .jpg")
        }
        guard bytes.count <= Self.largestSize else { throw Refusal(reason: "is larger than 200 KiB") }
        guard format.fits(bytes) else { throw Refusal(reason: "is not the picture that its ending says") }
        self.format = format
        self.bytes = bytes
    }

    /// The end of its path.
    var suffix: String { format.rawValue }

    /// What its `Content-Type` says.
    ///
    /// An SVG is text, and UTF-8: `Format.fits` made sure.
    var type: String { format == .svg ? "image/svg+xml; charset=utf-8" : "image/" + format.rawValue }
}
