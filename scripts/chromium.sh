#!/usr/bin/env bash
# The browser that the dashboard is tested in: Debian's Chromium.
#
#   scripts/chromium.sh install   by apt as root; exits 3 where it cannot be had
set -euo pipefail

[ "${1:-}" = install ] || {
  echo "usage: scripts/chromium.sh install" >&2
  exit 2
}
if command -v chromium >/dev/null || [ -x "${PENSTOCK_CHROMIUM:-}" ]; then
  exit 0
fi
exec "$(dirname "${BASH_SOURCE[0]}")/apt-install.sh" chromium fonts-dejavu-core
