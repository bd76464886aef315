import Testing

struct FreePortTests {
    /// Two of the thousand servers of a test run once shared a port, and one of them did not start.
    @Test("no port is given twice")
    func differentPorts() throws {
        let ports = try (0..<500).map { _ in try FreePort.next() }
        #expect(Set(ports).count == ports.count)
    }
}
