import HummingbirdCore
import NIOCore

/// A connection with its handlers, which do all the work.
struct Connection: ServerChildChannelValue {
    let channel: any Channel
}
