#!/usr/bin/env bash
# Fuzzes the parsers that read bytes from outside, an hour each: run.sh [--seconds N] [--jobs N] [--keep] [PARSER...]
set -euo pipefail
cd "$(dirname "$0")/../.."
bash Scripts/install-dependencies.sh python3
# Optimized, since a fuzzer lives by how much it tries; -enable-testing for what is internal.
HESAP_FUZZ=1 swift build -c release --sanitize address -Xswiftc -enable-testing \
    --product HesapFuzz --scratch-path .build-fuzz
exec python3 Tests/Fuzz/campaign.py "$@"
