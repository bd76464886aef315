import Testing

@testable import HesapServer

struct RequestTargetTests {
    @Test(
        "a target names a host or only a path",
        arguments: [
            ("/a?b=http://x/", nil, "/a?b=http://x/"), ("*", nil, "*"), ("h:80", nil, "h:80"), ("", nil, ""),
            ("http://h", "h", "/"), ("http://h/", "h", "/"), ("HTTPS://h:80/a?b", "h:80", "/a?b"),
            ("http://h?b", "h", "/?b"), ("http://u@h/", "u@h", "/"), ("http:///a", "", "/a"),
        ]
    )
    func splits(target: String, authority: String?, path: String) {
        #expect(RequestTarget(target).authority == authority)
        #expect(RequestTarget(target).path == path)
    }
}
