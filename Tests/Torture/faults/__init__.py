"""What breaks around Hesap. A part is one module with one function that takes a Report, or one for each engine."""

from faults import descriptors, disk, kill, powercut

PARTS = {
    "kill-sqlite": kill.sqlite,
    "kill-postgres": kill.postgres,
    "powercut": powercut.powercut,
    "disk-full": disk.full,
    "disk-read-only": disk.read_only,
    "descriptors": descriptors.descriptors,
}
