import DjangoCompat
import Foundation
import Logging
import Testing

@testable import HesapServer

@Suite("Log lines")
struct LineLogHandlerTests {
    private static let moment = Date(timeIntervalSince1970: 1_772_366_400.25)

    private func line(
        _ format: LogConfiguration.Format,
        _ message: String,
        _ metadata: Logger.Metadata = [:]
    ) -> String {
        let handler = LineLogHandler(label: "hesap", level: .trace, format: format)
        let event = LogEvent(
            level: .warning,
            message: "\(message)",
            metadata: metadata,
            source: "test",
            file: #fileID,
            function: #function,
            line: #line
        )
        return handler.line(of: event, at: Self.moment)
    }

    @Test("a text line has the time in UTC, the level, the message, and what belongs to it in order")
    func text() {
        let written = line(.text, "request", ["status": "200", "method": "GET", "reason": "a b=c"])
        #expect(written == "2026-03-01T12:00:00.250Z WARNING request method=GET reason=\"a b=c\" status=200")
    }

    @Test("a JSON line is one object of texts, with the time in UTC")
    func json() throws {
        let written = line(.json, "request", ["status": "200", "time": "yesterday"])
        let parsed = try JSONParser.parse(Array(written.utf8))
        let expected = [
            ("time", "2026-03-01T12:00:00.250Z"), ("level", "warning"), ("logger", "hesap"), ("message", "request"),
            ("status", "200"), ("metadata.time", "yesterday"),
        ]
        #expect(parsed == .object(expected.map { .init($0.0, .string($0.1)) }))
    }

    /// What ends a line somewhere, hides what follows, writes to a terminal, or ends a quoted value.
    private static let hostile = [
        "a\nb", "a\r\nb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{B}b", "a\0b", "a\u{1B}[2Jb", "a\u{202E}b",
        "a\u{9B}31mb", "a\" level=ERROR x=\"b", "a\\\" b",
    ]

    @Test("no value starts a second line, writes to the terminal or forges another value", arguments: hostile)
    func injection(_ text: String) throws {
        for written in [line(.text, text), line(.text, "x", ["value": "\(text)"]), line(.text, "x", [text: "y"])] {
            let isPrintable = written.unicodeScalars.allSatisfy { scalar in
                ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
            }
            #expect(isPrintable, "\(written)")
        }
        let parsed = try JSONParser.parse(Array(line(.json, text, ["value": "\(text)"]).utf8))
        #expect(parsed["message"] == .string(text) && parsed["value"] == .string(text))
        #expect(!line(.json, text).contains("\n") && !line(.json, text).contains("\r"))
    }

    @Test("a quote in a value does not end it")
    func quotes() {
        #expect(line(.text, "x", ["value": "a\" b=\"c"]).hasSuffix(" x value=\"a\\\" b=\\\"c\""))
    }
}
