import HTTPTypes
import Hummingbird
import NIOCore

/// A file that pages refer to, named after its content so that browsers may keep it for good.
struct Asset: Sendable {
    let path: String
    let type: String
    let bytes: [UInt8]

    init(_ name: String, _ suffix: String, type: String, _ bytes: [UInt8]) {
        path = "/account/assets/\(name)-\(Self.fingerprint(bytes)).\(suffix)"
        self.type = type
        self.bytes = bytes
    }

    /// FNV-1a, 64 bits: it tells versions of a file apart and protects nothing.
    private static func fingerprint(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

/// `GET /account/assets/…`.
struct AssetEndpoint: Endpoint {
    let asset: Asset

    func respond(to request: Request, in context: ShopContext) async throws -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable",
                .vary: "Accept-Encoding",
                // An SVG of the shop's may hold a script; opened by itself it must not run one.
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                    + "frame-ancestors 'none'; sandbox",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes))
        )
    }
}
