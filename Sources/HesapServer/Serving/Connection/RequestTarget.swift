/// A request's target, split into the host that it names, if it does, and the rest.
///
/// In `GET http://shop.example/users/session/ HTTP/1.1` the target's host counts, and not the `Host` header
/// (RFC 9112, 3.2.2): a proxy that goes by the one and a server that goes by the other would see two requests.
struct RequestTarget: Equatable {
    let authority: String?
    let path: String

    init(_ target: String) {
        guard target.utf8.first != UInt8(ascii: "/"), let scheme = target.firstRange(of: "://") else {
            (authority, path) = (nil, target)
            return
        }
        let rest = target[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest[authority.endIndex...]
        self.authority = String(authority)
        self.path = path.first == "/" ? String(path) : "/" + path
    }
}
