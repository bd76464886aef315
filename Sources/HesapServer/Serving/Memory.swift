import CMalloc

/// How the C library keeps memory that was given back to it.
enum Memory {
    /// Sixteen threads would get an arena each, and what one gave back would serve no other: 10 MB after some minutes,
    /// and more each hour.
    ///
    /// Two are as fast. Called before there is a second thread.
    static func shareArenas() {
        mallopt(M_ARENA_MAX, 2)
    }
}
