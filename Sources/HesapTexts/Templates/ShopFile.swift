package import FoundationEssentials

/// A file that a shop names in its settings, read once at the start.
package enum ShopFile {
    package enum Refusal: Error, Equatable {
        case notAFile, tooLarge, unreadable
    }

    /// Asks what it is before it is read: a pipe would never end, and a large file would fill the memory.
    package static func read(_ path: String, atMost largest: Int) throws(Refusal) -> Data {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path
        )
        guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular else { throw .notAFile }
        guard let size = attributes[.size] as? UInt, size <= UInt(largest) else { throw .tooLarge }
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable }
        return data
    }
}
