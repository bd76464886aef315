/// All active cities in the order in which a search lists them.
struct RankedCities {
    private var ids: [Int64] = []
    private var countries: [String] = []
    private var ranks: [Int64: Int] = [:]

    var count: Int { ids.count }

    mutating func append(_ id: Int64, country: String) {
        ranks[id] = ids.count
        ids.append(id)
        countries.append(country)
    }

    func rank(of id: Int64) -> Int? { ranks[id] }

    fileprivate func ids(_ ranks: [Int]) -> [Int64] { ranks.map { ids[$0] } }

    /// In a fixed order, in which two processes that write the same lists never wait for each other crosswise.
    fileprivate func byCountry(_ ranks: [Int]) -> [(country: String, ranks: [Int])] {
        Dictionary(grouping: ranks) { countries[$0] }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// The prefixes that many cities share, found in one pass over all names in byte order.
///
/// In that order the names with a common prefix stand together, so for each prefix of the latest name it is enough to know
/// where its run began.
struct PopularPrefixes {
    /// Finding so many cities by their names takes about as long as reading a list of them.
    static let mostUnlisted = 20

    private let cities: RankedCities
    private var latest: [Unicode.Scalar] = []
    /// The city of each name so far, by rank.
    private var ranks: [Int] = []
    /// For each length of a prefix of `latest`, from 0, where its run begins in `ranks`.
    private var beginnings = [0]
    private var lists: [CityList] = []

    init(of cities: RankedCities) {
        self.cities = cities
    }

    /// Takes the next name; names of cities that are not ranked count for nobody.
    mutating func add(_ name: String, of city: Int64) {
        guard let rank = cities.rank(of: city) else { return }
        let scalars = Array(name.unicodeScalars)
        let common = zip(latest, scalars).prefix { $0 == $1 }.count
        endRuns(longerThan: common)
        latest = scalars
        while beginnings.count <= scalars.count {
            beginnings.append(ranks.count)
        }
        ranks.append(rank)
    }

    mutating func finish() {
        endRuns(longerThan: -1)
    }

    /// Hands over the lists of all runs that have ended.
    mutating func takeLists() -> [CityList] {
        defer { lists = [] }
        return lists
    }

    private mutating func endRuns(longerThan length: Int) {
        while beginnings.count > length + 1, let beginning = beginnings.popLast() {
            list(latest.prefix(beginnings.count), ranks[beginning...])
        }
    }

    private mutating func list(_ prefix: ArraySlice<Unicode.Scalar>, _ run: ArraySlice<Int>) {
        // Nobody asks for a prefix that ends in a space: `CityPrefix` cuts it off.
        guard run.count > Self.mostUnlisted, prefix.last != " " else { return }
        let ranks = Set(run).sorted()
        guard ranks.count > Self.mostUnlisted else { return }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: prefix)
        lists.append(CityList(prefix: String(text), country: CityList.allCountries, ids: cities.ids(ranks)))
        for (country, ranks) in cities.byCountry(ranks) {
            lists.append(CityList(prefix: String(text), country: country, ids: cities.ids(ranks)))
        }
    }
}
