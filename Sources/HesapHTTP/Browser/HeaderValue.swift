import HTTPTypes

extension HTTPFields {
    /// The value of a header, of several with one name joined by commas, as `self[name]`.
    ///
    /// That joins one value too, which takes longer than all the rest of reading a header.
    func value(_ name: HTTPField.Name) -> String? {
        var found: String?
        for field in self where field.name == name {
            found = found.map { "\($0), \(field.value)" } ?? field.value
        }
        return found
    }
}
