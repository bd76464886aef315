#pragma once

// Of sqlite3.h, which GRDB imports as a module already: its options are variadic, which Swift cannot call.
int sqlite3_config(int option, ...);

// SQLITE_CONFIG_MEMSTATUS. Without effect once SQLite was used.
static inline int hesap_sqlite_count_no_memory(void) {
    return sqlite3_config(9, 0);
}
