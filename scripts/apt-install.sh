#!/usr/bin/env bash
# Installs packages of Debian and Ubuntu that tests against other people's programs need.
#
#   scripts/apt-install.sh PACKAGE…   by apt as root; exits 3, and says why, where they cannot be had
set -euo pipefail

fail() {
  echo "apt-install.sh: $1" >&2
  exit 3
}

command -v apt-get >/dev/null || fail "there is no apt-get on this machine"
as_root=()
if [ "$(id -u)" != 0 ]; then
  # A test does not change a developer's own machine: sudo is for machines that are made for a run.
  [ -n "${CI:-}" ] && sudo -n true 2>/dev/null || fail "apt-get needs root"
  as_root=(sudo)
fi
# A machine without a network should say so soon.
quick=(-q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20)
{
  "${as_root[@]}" timeout 300 apt-get "${quick[@]}" update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive timeout 600 apt-get "${quick[@]}" \
      install -y --no-install-recommends "$@"
} >&2 || fail "apt-get cannot install $*"
