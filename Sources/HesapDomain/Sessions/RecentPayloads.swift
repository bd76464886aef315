import DjangoCompat
import Synchronization

/// Decodes sessions, and remembers what it made of those that came last.
///
/// A browser sends several requests in a row, and its session seldom changes between them; checking the signature and
/// decoding take as long as reading the row. What is remembered counts only for the very text that the database holds,
/// so it is never stale, whoever else writes: it is compared with the text that was read, or the database compares it when
/// it writes.
final class RecentPayloads: Sendable {
    /// With sessions of some hundred bytes, 1 to 3 MB in all.
    private static let generationSize = 1024
    /// Larger sessions, a heavy cart, are decoded each time: the memory stays below 20 MB whatever shops keep in them.
    private static let mostBytes = 2048

    private let codec: SessionCodec
    private let generations = Mutex(Generations())

    struct Entry {
        let text: String
        let payload: SessionPayload
    }

    /// What nobody asked for while the young ones filled up is forgotten.
    private struct Generations {
        var young: [SessionKey: Entry] = [:]
        var old: [SessionKey: Entry] = [:]
    }

    init(codec: SessionCodec) {
        self.codec = codec
    }

    /// As `SessionCodec.decode`.
    func payload(of key: SessionKey, text: String) -> SessionPayload? {
        if let payload = recall(key, text) { return payload }
        guard let payload = codec.decode(text) else { return nil }
        remember(payload, of: key, text: text)
        return payload
    }

    /// Also for a session that was just written: its browser's next request reads it.
    func remember(_ payload: SessionPayload, of key: SessionKey, text: String) {
        // The payload by itself: what Django compressed may be a thousand times its text.
        guard text.utf8.count <= Self.mostBytes, payload.byteCount <= Self.mostBytes else { return }
        generations.withLock { generations in
            generations.young[key] = Entry(text: text, payload: payload)
            guard generations.young.count >= Self.generationSize else { return }
            generations.old = generations.young
            generations.young = [:]
        }
    }

    /// What the session held when it was here last; by now it may hold something else, or have ended.
    func last(of key: SessionKey) -> Entry? {
        generations.withLock { generations in
            if let entry = generations.young[key] { return entry }
            guard let entry = generations.old.removeValue(forKey: key) else { return nil }
            generations.young[key] = entry
            return entry
        }
    }

    private func recall(_ key: SessionKey, _ text: String) -> SessionPayload? {
        let entry = last(of: key)
        // Lengths too: for Swift's `==` the Kelvin sign is a `K`. A genuine text is ASCII, so nothing else is as long.
        guard let entry, entry.text.utf8.count == text.utf8.count, entry.text == text else { return nil }
        return entry.payload
    }

    /// Ended sessions take up no room.
    func forget(_ key: SessionKey) {
        generations.withLock { generations in
            generations.young[key] = nil
            generations.old[key] = nil
        }
    }
}
