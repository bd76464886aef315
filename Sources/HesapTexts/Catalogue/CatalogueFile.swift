import DjangoCompat
import HesapDomain

/// Reads the files that are compiled into the program.
enum CatalogueFile {
    static func patterns(_ language: LanguageCode, _ namespace: Catalogue.Namespace) -> [String: Pattern] {
        // The files are part of the program and were parsed by its tests: an unreadable one is a defect of the build.
        guard case .object(let members)? = try? JSONParser.parse(bytes(language, namespace), duplicateKeys: .refused)
        else { preconditionFailure("\(language.tag).\(namespace.rawValue).json is no JSON object") }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, Pattern($0.value.string ?? "")) })
    }

    private static func bytes(_ language: LanguageCode, _ namespace: Catalogue.Namespace) -> [UInt8] {
        switch language {
        case .turkish: turkish(namespace)
        case .german: german(namespace)
        case .arabic: arabic(namespace)
        default: english(namespace)
        }
    }

    private static func english(_ namespace: Catalogue.Namespace) -> [UInt8] {
        switch namespace {
        case .errors: PackageResources.en_errors_json
        case .pages: PackageResources.en_pages_json
        case .mails: PackageResources.en_mails_json
        }
    }

    private static func turkish(_ namespace: Catalogue.Namespace) -> [UInt8] {
        switch namespace {
        case .errors: PackageResources.tr_errors_json
        case .pages: PackageResources.tr_pages_json
        case .mails: PackageResources.tr_mails_json
        }
    }

    private static func german(_ namespace: Catalogue.Namespace) -> [UInt8] {
        switch namespace {
        case .errors: PackageResources.de_errors_json
        case .pages: PackageResources.de_pages_json
        case .mails: PackageResources.de_mails_json
        }
    }

    private static func arabic(_ namespace: Catalogue.Namespace) -> [UInt8] {
        switch namespace {
        case .errors: PackageResources.ar_errors_json
        case .pages: PackageResources.ar_pages_json
        case .mails: PackageResources.ar_mails_json
        }
    }
}
