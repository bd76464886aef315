import Testing

/// Tests with the real binary.
///
/// One at a time: each starts processes and loads the machine, and two cores are enough for one server and its clients.
@Suite("The real binary", .serialized)
enum ServerSuite {}
