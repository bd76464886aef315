"""What people try against Hesap. A part is one module with one function that takes a Report, or one for each engine."""

from attacks import forgery, idle, races, scanners, schema, slow, smuggling, timing

PARTS = {
    "schema": schema.schema,
    "smuggling": smuggling.smuggling,
    "forgery": forgery.forgery,
    "slow": slow.slow,
    "idle": idle.idle,
    "races-sqlite": races.sqlite,
    "races-postgres": races.postgres,
    "scanners": scanners.scanners,
    "timing": timing.timing,
    "timing-at-cost": timing.at_cost,
}
