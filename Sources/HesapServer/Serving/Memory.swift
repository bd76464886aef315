import CMalloc
import Foundation

/// How the C library keeps memory that was given back to it.
enum Memory {
    /// One for each thread that works for requests: an event loop and a task thread for each core, readers and writer.
    ///
    /// With two for all of them threads waited for their locks. Without a limit there are eight for each core, and other
    /// threads keep what they gave back.
    ///
    /// Called before there is a second thread.
    static func limitArenas() {
        mallopt(M_ARENA_MAX, Int32(2 * ProcessInfo.processInfo.activeProcessorCount + 4))
    }

    /// Pages that lie free between others, which malloc by itself never gives back: 5 MB more in each hour.
    ///
    /// Who wants memory of the arena at hand waits meanwhile.
    static func giveBack() {
        malloc_trim(0)
    }
}
