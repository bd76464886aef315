#pragma once
#include <libpq-fe.h>

// Macros of character constants do not reach Swift.
static const int hesap_sqlstate = PG_DIAG_SQLSTATE;
static const int hesap_message = PG_DIAG_MESSAGE_PRIMARY;
static const int hesap_table = PG_DIAG_TABLE_NAME;
static const int hesap_column = PG_DIAG_COLUMN_NAME;
static const int hesap_constraint = PG_DIAG_CONSTRAINT_NAME;

// Without this libpq prints the server's notices, which may quote values, on standard error.
static inline void hesap_drop_notice(void *argument, const char *message) {
    (void)argument;
    (void)message;
}

static inline void hesap_silence(PGconn *connection) {
    PQsetNoticeProcessor(connection, hesap_drop_notice, NULL);
}
