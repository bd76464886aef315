"""What breaks around Hesap. A part is one module with one function that takes a Report, or one for each engine."""

from faults import kill

PARTS = {
    "kill-sqlite": kill.sqlite,
    "kill-postgres": kill.postgres,
}
