#!/usr/bin/env bash
# A Valkey to run tests on: Debian's package, from the backports of this version, without a change to the system.
#
#   scripts/valkey.sh install DIR   puts DIR/valkey-server and DIR/redis-server, the same program; exits 3, and says
#                                   why, where it cannot be had. Then: PATH=DIR:$PATH npm test
set -euo pipefail

fail() {
  echo "valkey.sh: $1" >&2
  exit "${2:-3}"
}

[ "${1:-}" = install ] && [ -n "${2:-}" ] || fail "usage: scripts/valkey.sh install DIR" 2
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "there is no apt-get on this machine"
. /etc/os-release
[ "$ID" = debian ] || fail "its package comes from Debian, and this is $ID"
mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true; } | sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' | head -1)
[ -n "$mirror" ] || fail "/etc/apt names no mirror"

mkdir -p "$2"/{packages,lists/partial,cache/archives/partial}
cd "$2"
for suite in "$VERSION_CODENAME" "$VERSION_CODENAME-backports"; do
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
done >sources.list
own=(-qq -o Dir::Etc::SourceList="$PWD/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD/cache"
  -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20)
apt() {
  LC_ALL=C timeout 180 apt-get "${own[@]}" "$@"
}
apt update >&2 || fail "apt-get cannot read the lists of $VERSION_CODENAME-backports"
chosen=valkey-tools/$VERSION_CODENAME-backports
plan=$(apt install --simulate --no-install-recommends "$chosen") || plan=$(apt install --simulate --no-install-recommends "${chosen%/*}") ||
  fail "neither $VERSION_CODENAME nor its backports has valkey-tools"
# Name and version of what this system lacks. Another libc than the system's would not fit its loader.
mapfile -t wanted < <(sed -n 's/^Inst \(valkey-tools\|lib[^ ]*\) .*(\([^ ]*\) .*/\1=\2/p' <<<"$plan" | grep -v '^libc6=')
(cd packages && apt download "${wanted[@]}") >&2 || fail "apt-get cannot fetch ${wanted[*]}"
for package in packages/*.deb; do
  dpkg-deb -x "$package" tree
done
rm -rf packages lists cache sources.list
# The server is the program that checks its files, by another name.
cat >valkey-server <<SCRIPT
#!/bin/bash
LD_LIBRARY_PATH=$(echo "$PWD"/tree/usr/lib/*-linux-* | tr ' ' :) exec -a valkey-server $PWD/tree/usr/bin/valkey-check-rdb "\$@"
SCRIPT
chmod +x valkey-server
ln -sf valkey-server redis-server
./valkey-server --version || fail "it does not start here"
