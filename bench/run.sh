#!/usr/bin/env bash
# Builds the bench and compares the ways to answer on one archive: bench/run.sh DATABASE_URL [OPTIONS OF compare.py]
set -euo pipefail
cd "$(dirname "$0")"
if [ $# -lt 1 ]; then
  echo "usage: bench/run.sh sqlite:///FILE|postgres://USER@HOST/NAME [options]; see bench/compare.py --help" >&2
  exit 2
fi
for tool in cargo python3 wrk taskset; do
  command -v "$tool" >/dev/null || { echo "\`$tool\` is not there; on Debian: apt-get install wrk util-linux python3" >&2; exit 1; }
done
cargo build --release --locked --manifest-path limit/Cargo.toml --target-dir "${CARGO_TARGET_DIR:-target}"
cargo build --release --locked
exec python3 compare.py "$1" --binaries "${CARGO_TARGET_DIR:-target}/release" "${@:2}"
