import Glibc

/// The process's file descriptors, of which each connection takes one.
enum FileDescriptors {
    /// Databases, mail and the runtime need some at any moment; without one, libdispatch, under Swift's tasks, ends the
    /// process.
    private static let reserve = 64

    /// A quarter is kept back, for on a machine with many cores the runtime needs more.
    static var forConnections: Int { max(1, limit - max(reserve, limit / 4)) }

    /// Raises the limit to what the administrator allows.
    ///
    /// Debian's own of 1024 is for programs with `select`.
    static func raiseLimit() {
        var limits = current
        limits.rlim_cur = limits.rlim_max
        setrlimit(resource, &limits)
    }

    private static var limit: Int { Int(clamping: current.rlim_cur) }

    private static var current: rlimit {
        var limits = rlimit()
        getrlimit(resource, &limits)
        return limits
    }

    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
