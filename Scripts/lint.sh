#!/usr/bin/env bash
# Fails on the first thing that `swift format` would change.
set -euo pipefail
cd "$(dirname "$0")/.."
swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks/limits
