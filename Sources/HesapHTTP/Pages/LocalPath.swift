/// Where to go after signing in: a path of this shop and never another host.
///
/// A link such as `…/login/?next=//evil.example` would otherwise lend the shop's name to a phishing page (open
/// redirect, CWE-601). Browsers read `\` as `/` and drop tabs and line ends, so none of them may be in it.
struct LocalPath: Sendable, Equatable {
    let text: String

    init?(_ typed: String) {
        let bytes = Array(typed.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= 1000 else { return nil }
        guard bytes.count == 1 || bytes[1] != UInt8(ascii: "/") else { return nil }
        // Printable ASCII only, which is all that a URL has: what a header or a browser could read differently is out.
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else { return nil }
        text = typed
    }
}
