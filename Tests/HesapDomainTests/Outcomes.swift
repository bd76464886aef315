import HesapDomain

// Outcomes that carry a visit are not Equatable; a word for each lets a test compare them, and print what came instead.

extension SignIn.Outcome {
    var word: String {
        switch self {
        case .signedIn: "signed in"
        case .invalid: "invalid"
        case .throttled(let seconds): "throttled \(seconds)"
        }
    }

    var visit: Visit? {
        guard case .signedIn(_, let visit) = self else { return nil }
        return visit
    }
}

extension ChangePassword.Outcome {
    var word: String {
        switch self {
        case .changed: "changed"
        case .wrongOldPassword: "wrong old password"
        case .refused(let refusal): "refused \(refusal)"
        case .sessionEnded: "session ended"
        case .throttled(let seconds): "throttled \(seconds)"
        }
    }

    var visit: Visit? {
        guard case .changed(let visit) = self else { return nil }
        return visit
    }
}

extension SetPassword.Outcome {
    var word: String {
        switch self {
        case .set: "set"
        case .alreadySet: "already set"
        case .refused(let refusal): "refused \(refusal)"
        case .sessionEnded: "session ended"
        }
    }

    var visit: Visit? {
        guard case .set(let visit) = self else { return nil }
        return visit
    }
}

extension ActivateCurrency.Outcome {
    var word: String {
        switch self {
        case .activated: "activated"
        case .notOffered: "not offered"
        case .sessionEnded: "session ended"
        }
    }

    var visit: Visit? {
        guard case .activated(let visit) = self else { return nil }
        return visit
    }
}

extension ChooseCity.Outcome {
    var word: String {
        switch self {
        case .chosen(let city, _): city.name
        case .notFound: "not found"
        case .sessionEnded: "session ended"
        }
    }

    var visit: Visit? {
        guard case .chosen(_, let visit) = self else { return nil }
        return visit
    }
}
