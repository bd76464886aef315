/// Why a port could not do its work.
///
/// Never the shopper's fault, so never a 4xx.
///
/// The detail is for the log and holds no personal data: drivers pass result codes and column names, never values.
package enum Outage: Error, Sendable, Equatable {
    /// A bounded queue is full; the same request may succeed after a moment. Answered 503 with `Retry-After`.
    case busy(retryAfterSeconds: Int)
    /// The database cannot be reached now. Answered 503.
    case unavailable(detail: String)
    /// A defect, of ours or of the data. Answered 500.
    case fault(detail: String)
}
