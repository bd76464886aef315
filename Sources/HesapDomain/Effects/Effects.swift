package import DjangoCompat

/// The outside world as far as the rules see it: time and chance, as values that a test replaces.
package struct Effects: Sendable {
    package var now: @Sendable () -> Timestamp
    /// Bytes from a cryptographically secure source, as many as asked for.
    package var random: RandomBytes

    package init(now: @escaping @Sendable () -> Timestamp, random: @escaping RandomBytes) {
        self.now = now
        self.random = random
    }
}
