"""What breaks around Hesap. A part is one module with one function that takes a Report, or one for each engine."""

from faults import clock, descriptors, disk, kill, postgres, powercut, sigterm, smtp

PARTS = {
    "kill-sqlite": kill.sqlite,
    "kill-postgres": kill.postgres,
    "powercut": powercut.powercut,
    "disk-full": disk.full,
    "disk-read-only": disk.read_only,
    "descriptors": descriptors.descriptors,
    "clock": clock.clock,
    "postgres": postgres.postgres,
    "failover": postgres.failover,
    "postgres-disk-full": postgres.disk_full,
    "smtp": smtp.smtp,
    "sigterm-sqlite": sigterm.sqlite,
    "sigterm-postgres": sigterm.postgres,
}
