import HesapDomain

/// Django's own record of what its `migrate` did.
///
/// Without it Django would run `contenttypes.0002` against a table that has its final shape already, and fail.
/// `--fake-initial` only looks away from an app's first migration.
enum DjangoLedger {
    private static let table = DjangoTable(
        "django_migrations",
        [
            .bigID, DjangoColumn("app", .varchar(255)), DjangoColumn("name", .varchar(255)),
            DjangoColumn("applied", .time),
        ]
    )

    /// In the order in which Django 5.2 runs them.
    private static let migrations = [
        ("contenttypes", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0001_initial"),
        ("auth", "0002_alter_permission_name_max_length"),
        ("auth", "0003_alter_user_email_max_length"),
        ("auth", "0004_alter_user_username_opts"),
        ("auth", "0005_alter_user_last_login_null"),
        ("auth", "0006_require_contenttypes_0002"),
        ("auth", "0007_alter_validators_add_error_messages"),
        ("auth", "0008_alter_user_username_max_length"),
        ("auth", "0009_alter_user_last_name_max_length"),
        ("auth", "0010_alter_group_name_max_length"),
        ("auth", "0011_update_proxy_permissions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sessions", "0001_initial"),
    ]

    static func make(in session: any SQLSession, at now: Timestamp, _ dialect: Dialect) throws(Outage) {
        for statement in table.statements(dialect.django) {
            try session.run(statement)
        }
        for (app, name) in migrations {
            try session.run(
                "INSERT INTO django_migrations (app, name, applied) VALUES (\(app), \(name), \(time: now))"
            )
        }
    }
}
