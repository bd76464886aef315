#!/usr/bin/env bash
# `make run`: a shop on this machine, from nothing to lines that can be pasted. Repeatable; everything it keeps is in var/.
set -euo pipefail
cd "$(dirname "$0")/.."

bash Scripts/install-dependencies.sh curl

read -ra flags <<< "${DEBUG_BUILD_FLAGS:--Xcc -O2}"
echo "Building (some minutes the first time) ..." >&2
swift build "${flags[@]}" --product hesap >&2
hesap="$(swift build "${flags[@]}" --show-bin-path)/hesap"

data=var
(umask 077 && mkdir -p "$data")
if [ ! -s "$data/secret_key" ]; then
    (umask 077 && head -c 48 /dev/urandom | base64 -w 0 > "$data/secret_key")
fi

# Only what is set here counts: a stray HESAP_... of the caller must not point this at another database.
for name in "${!HESAP_@}"; do unset "$name"; done
HESAP_SECRET_KEY="$(cat "$data/secret_key")"
export HESAP_SECRET_KEY
export HESAP_DATABASE_URL="sqlite:$data/hesap.sqlite3"
export HESAP_MAIL_URL="file:$data/mail"
export HESAP_MAIL_FROM="Hesap Demo <shop@demo.example>"
# There is no shop around it, so "back to the shop" leads to the account.
export HESAP_SHOP_URL="http://127.0.0.1:8080/account/"

"$hesap" migrate --email-index >&2
if ! "$hesap" cities find Ankara >/dev/null 2>&1; then
    echo "Importing cities ..." >&2
    "$hesap" cities import Data/cities/cities.txt >&2
fi
password=Kedi-Balkon-42
if ! "$hesap" user show --email demo@example.com >/dev/null 2>&1; then
    echo "$password" | "$hesap" user create --email demo@example.com --password-stdin \
        --first-name Demo --last-name Shopper >/dev/null
    echo "Made a demo shopper: demo@example.com, password $password" >&2
fi
if [ ! -e "$data/first_run_done" ]; then
    "$hesap" settings set SELF_ANONYMIZATION_ENABLED true --by "make run" >/dev/null
    "$hesap" settings set LANGUAGES '["tr", "en", "de", "ar"]' --by "make run" >/dev/null
    touch "$data/first_run_done"
    echo "Set SELF_ANONYMIZATION_ENABLED to true, so that the tour's last steps work (its default is false)," >&2
    echo "and LANGUAGES to all four (their default is Turkish and English)." >&2
fi

bash Scripts/tour.sh
exec "$hesap" serve
