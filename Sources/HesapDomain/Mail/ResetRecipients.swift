import DjangoCompat

/// Who gets a reset link when somebody typed an address: Django's `PasswordResetForm.get_users`.
struct ResetRecipients: Sendable {
    let accounts: any Accounts

    /// One mail for each holder, to the stored address, as Django does: the typed one may differ from it in ways the
    /// look-up ignores.
    ///
    /// Accounts without a usable password, which Django leaves out, come in where there is no other: their owners bought
    /// as guests, and the link is how they get a first password.
    func callAsFunction(_ wish: Mail) async throws(Outage) -> [Mail] {
        guard let typed = EmailAddress(wish.recipient) else { return [] }
        let active = try await accounts.findAll(email: typed).filter { $0.isActive }
        let withPassword = active.filter { $0.password.isUsable }
        return (withPassword.isEmpty ? active : withPassword).map { account in
            Mail(wish.kind, to: account.email, account: account.id, language: wish.language)
        }
    }
}
