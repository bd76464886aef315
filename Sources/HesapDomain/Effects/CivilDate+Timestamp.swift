package import DjangoCompat

extension CivilDate {
    /// The day in UTC.
    package init(_ moment: Timestamp) {
        let days = moment.seconds >= 0 ? moment.seconds / 86_400 : (moment.seconds - 86_399) / 86_400
        self.init(daysSinceEpoch: days)
    }
}
