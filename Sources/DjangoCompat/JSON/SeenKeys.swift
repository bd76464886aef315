/// Finds repeated keys of one object by their UTF-8, as Python's dict does; Swift's `==` would also call two
/// Unicode spellings of one letter equal.
///
/// Few keys are compared one by one. Many are hashed with a random seed: else an object of ten thousand keys in a
/// small body would cost a hundred million comparisons.
struct SeenKeys {
    private static let few = 8
    private var listed: [[UInt8]] = []
    private var indexed: [[UInt8]: Int] = [:]

    /// Where that key stood before, or nil when it is new; it then has the next index.
    mutating func index(of key: [UInt8]) -> Int? {
        if listed.count < Self.few {
            if let index = listed.firstIndex(of: key) { return index }
        } else {
            if indexed.isEmpty {
                for (index, known) in listed.enumerated() { indexed[known] = index }
            }
            if let index = indexed[key] { return index }
            indexed[key] = listed.count
        }
        listed.append(key)
        return nil
    }
}
