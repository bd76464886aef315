import CMalloc

/// How the C library keeps memory that was given back to it.
enum Memory {
    /// Threads would get an arena each, and what one gave back would serve no other: 10 MB after some minutes.
    ///
    /// Called before there is a second thread.
    static func shareArenas() {
        mallopt(M_ARENA_MAX, 2)
    }
}
