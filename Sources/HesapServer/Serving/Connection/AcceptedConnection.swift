import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import Synchronization

/// A connection on its way from the listener to the task that serves it.
///
/// A listener that closes in this moment hands it to nobody, and NIO ends the process when the streams of a connection
/// are dropped unfinished. So whoever is dropped here ends properly: nothing was read from that client yet.
final class AcceptedConnection: ServerChildChannelValue {
    typealias Streams = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let channel: any Channel
    private let streams: Mutex<Streams?>

    init(_ streams: Streams) {
        channel = streams.channel
        self.streams = Mutex(streams)
    }

    /// Whoever takes them has to finish them.
    func take() -> Streams? {
        streams.withLock { $0.take() }
    }

    deinit {
        guard let streams = take() else { return }
        Task { try? await streams.executeThenClose { _, _ in } }
    }
}
