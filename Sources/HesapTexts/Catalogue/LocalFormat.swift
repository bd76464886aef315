import Foundation
package import HesapDomain
package import DjangoCompat

/// Dates and numbers in a language's form, by the CLDR data that Foundation brings along.
package struct LocalFormat: Sendable {
    private let locale: Locale

    package init(_ language: LanguageCode) {
        locale = Locale(identifier: language.tag)
    }

    /// `1.234` in Turkish and German, `1,234` in English.
    package func number(_ value: Int) -> String {
        value.formatted(.number.locale(locale))
    }

    /// `24 Kasım 2026`, `24. November 2026`.
    package func day(_ date: CivilDate) -> String {
        text(Date(timeIntervalSince1970: Double(date.daysSinceEpoch) * 86_400), utcOffset: 0, time: .omitted)
    }

    /// Day and time of day at an offset from UTC in seconds: `24 Kasım 2026 14:05`.
    package func moment(_ moment: Timestamp, utcOffset: Int64) -> String {
        text(Date(timeIntervalSince1970: Double(moment.seconds)), utcOffset: utcOffset, time: .shortened)
    }

    private func text(_ date: Date, utcOffset: Int64, time: Date.FormatStyle.TimeStyle) -> String {
        var style = Date.FormatStyle(date: .long, time: time, locale: locale)
        style.timeZone = TimeZone(secondsFromGMT: Int(utcOffset)) ?? .gmt
        return date.formatted(style)
    }
}
