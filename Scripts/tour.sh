#!/usr/bin/env bash
# Prints the tour that `make run` offers: lines to paste into a second terminal at the root of the repository.
set -euo pipefail
cat <<'TOUR'

--------------------------------------------------------------------------------------------------------------------
Hesap listens on http://127.0.0.1:8080 (health and metrics on http://127.0.0.1:9080). Stop it with Ctrl-C.

In a browser:   http://127.0.0.1:8080/account/       the demo shopper is demo@example.com, password Kedi-Balkon-42
The mailbox:    http://127.0.0.1:8080/dev/mailbox/   mails that were "sent": ask for a new password, click its link here

For programs: paste these lines, all at once or one by one, into another terminal at the root of the repository.

# A browser in two lines: a cookie jar, and the CSRF token that every change needs.
U=http://127.0.0.1:8080; J=var/jar.txt; ME=ayse$RANDOM$RANDOM@example.com; rm -f $J
ask() { M=$1; P=$2; shift 2; T=$(curl -s -b $J -c $J $U/csrf_token/ | sed 's/.*"csrf_token": *"\([^"]*\)".*/\1/'); printf '\n%s %s -> ' "$M" "$P"; curl -s -b $J -c $J -X $M $U$P -H "X-CSRFToken: $T" -H 'Content-Type: application/json' -w ' [%{http_code}]\n' "$@"; }

# 1. A guest picks a currency and a city, spelled any way.
ask POST /users/activate-currency/ -d '{"currency_code": "eur"}'
ask POST /users/city/ -d '{"city": "ISTANBUL"}'
ask GET /users/session/

# 2. Registers, signs in, and keeps both.
ask POST /users/registration/ -d '{"first_name": "Ayşe", "last_name": "Yılmaz", "email": "'$ME'", "password": "Kedi-Balkon-42", "confirm": true}'
ask POST /users/login/ -d '{"email": "'$ME'", "password": "Kedi-Balkon-42"}'
ask GET /users/session/

# 3. Asks for a reset; the link comes in the newest mail of var/mail.
ask POST /users/password/reset/ -d '{"email": "'$ME'"}'
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; MAIL=$(grep -l "^To: $ME" $(grep -l '^X-Hesap-Kind: password_reset' var/mail/*.eml) 2>/dev/null | tail -n 1); [ -n "$MAIL" ] && break; done
LINK=$(tr -d '\r' < "$MAIL" | sed -e ':a' -e '/=$/{N;s/=\n//;ba' -e '}' | grep -o 'http[^ ]*/users/reset/[^ ]*' | head -n 1); echo "$LINK"; RESET=${LINK#$U}

# 4. The old password is refused as a re-use: 400. A new one is set: 200. The session of step 2 is dead, and the link
#    works only once: 400.
ask GET $RESET
ask POST $RESET -d '{"new_password1": "Kedi-Balkon-42", "new_password2": "Kedi-Balkon-42"}'
ask POST $RESET -d '{"new_password1": "Vapur-Simit-77", "new_password2": "Vapur-Simit-77"}'
ask GET /current_user/
ask POST $RESET -d '{"new_password1": "Vapur-Simit-78", "new_password2": "Vapur-Simit-78"}'
ask POST /users/login/ -d '{"email": "'$ME'", "password": "Kedi-Balkon-42"}'
ask POST /users/login/ -d '{"email": "'$ME'", "password": "Vapur-Simit-77"}'

# 5. Erases herself for good; signing in is over.
ask PATCH /users/anonymize/
ask POST /users/login/ -d '{"email": "'$ME'", "password": "Vapur-Simit-77"}'

# All paths: http://127.0.0.1:8080/docs/
--------------------------------------------------------------------------------------------------------------------

TOUR
