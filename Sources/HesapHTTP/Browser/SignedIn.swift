import DjangoCompat
import HesapDomain
import Hummingbird

extension ShopContext {
    /// The account of this browser; endpoints that need one cannot be written without asking for it.
    func signedIn() throws(Problem) -> (visit: Visit, account: Account) {
        let visit = browser.visit
        guard let account = visit.account else { throw .notAuthenticated }
        return (visit, account)
    }

    /// A parameter of the path, percent-decoded; nil when that fails.
    func parameter(_ name: String) -> String? {
        guard let raw = parameters.get(name) else { return nil }
        return PercentEncoding.decode(raw.utf8, plusIsSpace: false)
    }
}
