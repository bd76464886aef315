#!/usr/bin/env bash
# Installs the Debian packages that a build needs, and those named as arguments, if any is missing.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "swift is missing: install Swift 6.3 or later (https://www.swift.org/install/linux/) and put it on the PATH" >&2
    exit 1
fi

missing=()
for package in libargon2-dev libcrypt-dev libcurl4-openssl-dev libidn2-dev libpq-dev libsqlite3-dev zlib1g-dev pkg-config "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" != installed ]; then
        missing+=("$package")
    fi
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
fi
echo "Installing Debian packages: ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq >&2
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
