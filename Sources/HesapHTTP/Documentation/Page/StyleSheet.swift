/// The one style sheet of the page, allowed by its hash instead of by `unsafe-inline`.
enum StyleSheet {
    /// System colours follow light and dark by themselves.
    ///
    /// `overflow` keeps long examples inside a telephone's width.
    static let text: StaticString = """
        :root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}
        body{max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
        article{border-top:1px solid GrayText;margin-top:2rem}
        code,pre{font-family:ui-monospace,monospace;font-size:.9em}
        pre{overflow-x:auto;overflow-wrap:normal;border-left:3px solid GrayText;margin:.5rem 0;padding:.25rem .75rem}
        dt{font-weight:bold;margin-top:.5rem}
        dd{margin-left:1rem}
        summary{cursor:pointer;padding:.25rem 0}
        nav li{padding:.15rem 0}
        """

    /// `openssl dgst -sha256 -binary | base64` of the text; a test computes it again.
    static let hash = "sha256-RDth+fiKAk9yQrJnj8yU7Oki8074xR4K/A+5/tFdW4A="

    /// `frame-ancestors` and `base-uri` do not fall back to `default-src`, so they are said.
    static let contentSecurityPolicy =
        "default-src 'none'; style-src '\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
