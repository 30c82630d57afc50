#!/usr/bin/env bash
# An OpenStack Swift with its S3 API, of one machine on 127.0.0.1, to test against a real server.
#
#   scripts/swift.sh install      the packages, by apt as root; exits 3 where they cannot be had
#   scripts/swift.sh start DIR    makes a Swift in DIR (a new folder) and waits until S3 answers; as root
#   scripts/swift.sh stop DIR     ends its processes and removes DIR
#
# Keys, bucket and port can be set: SWIFT_ACCESS_KEY (ACCOUNT:USER) SWIFT_SECRET_KEY SWIFT_BUCKET SWIFT_PORT.
# The four ports after it are taken as well. It is a Swift for tests: one copy of everything.
set -euo pipefail

port=${SWIFT_PORT:-7580}
access_key=${SWIFT_ACCESS_KEY:-test:conformance}
secret_key=${SWIFT_SECRET_KEY:-conformance-key}
bucket=${SWIFT_BUCKET:-conformance}
is_ready=no
daemons=(memcached account container object proxy)

fail() {
  echo "swift.sh: $1" >&2
  exit "${2:-1}"
}

install_packages() {
  if command -v swift-proxy-server >/dev/null && command -v swift-object-server >/dev/null &&
    command -v swift-container-server >/dev/null && command -v swift-account-server >/dev/null &&
    command -v memcached >/dev/null; then
    return
  fi
  "$(dirname "${BASH_SOURCE[0]}")/apt-install.sh" swift-proxy swift-account swift-container \
    swift-object memcached curl openssl
}

# in_swift COMMAND…: with $dir/etc as /etc/swift, in a mount namespace that is gone with the command
in_swift() {
  unshare -m sh -c 'mkdir -p /etc/swift; mount --bind "$0" /etc/swift; exec "$@"' "$dir/etc" "$@"
}

write_settings() {
  cat >"$dir/etc/swift.conf" <<CONF
[swift-hash]
swift_hash_path_prefix = tests
swift_hash_path_suffix = tests
[storage-policy:0]
name = one
default = yes
CONF
  local kind at=1
  for kind in account container object; do
    cat >"$dir/etc/$kind.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $((port + at))
user = root
devices = $dir/srv
mount_check = false
workers = 0
fallocate_reserve = 1%
disable_fallocate = true
log_address =
[pipeline:main]
pipeline = $kind-server
[app:$kind-server]
use = egg:swift#$kind
[container-updater]
[object-updater]
CONF
    {
      in_swift swift-ring-builder "$dir/etc/$kind.builder" create 4 1 1
      in_swift swift-ring-builder "$dir/etc/$kind.builder" add "r1z1-127.0.0.1:$((port + at))/d1" 1
      in_swift swift-ring-builder "$dir/etc/$kind.builder" rebalance
    } >>"$dir/rings.out" 2>&1
    at=$((at + 1))
  done
  cat >"$dir/etc/proxy.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
user = root
workers = 0
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$((port + 4))
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
check_bucket_owner = false
[filter:tempauth]
use = egg:swift#tempauth
user_${access_key%%:*}_${access_key#*:} = $secret_key .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
CONF
}

# start_daemon NAME COMMAND…: in the background, with its pid in NAME.pid
start_daemon() {
  local name=$1
  shift
  setsid unshare -m sh -c 'mount --bind "$0" /etc/swift; exec "$@"' "$dir/etc" "$@" \
    >>"$dir/$name.out" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

wait_until_ready() {
  local end=$((SECONDS + 60))
  until curl -fsS -o /dev/null "http://127.0.0.1:$port/healthcheck" 2>/dev/null &&
    curl -sS -o /dev/null "http://127.0.0.1:$((port + 3))/" 2>/dev/null; do
    kill -0 "$(cat "$dir/proxy.pid")" 2>/dev/null || {
      tail -n 20 "$dir/proxy.out" >&2
      fail "the proxy ended; its log is above"
    }
    [ "$SECONDS" -lt "$end" ] || fail "Swift is not ready after 60 s"
    sleep 0.2
  done
}

# The oldest signature that S3 knows needs curl and openssl only.
make_bucket() {
  local date signature
  date=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
  signature=$(printf 'PUT\n\n\n%s\n/%s' "$date" "$bucket" |
    openssl dgst -sha1 -hmac "$secret_key" -binary | base64)
  curl -fsS -o /dev/null -X PUT -H "Date: $date" -H 'Content-Length: 0' \
    -H "Authorization: AWS $access_key:$signature" "http://127.0.0.1:$port/$bucket"
}

start() {
  [ "$(id -u)" = 0 ] || fail "start it as root: it gives its processes an /etc/swift of their own"
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is taken: name another one by SWIFT_PORT"
  fi
  [ ! -e "$dir" ] || fail "$dir exists already: name a new folder, or stop the Swift in it"
  mkdir -p "$dir/etc" "$dir/srv/d1"
  dir=$(cd "$dir" && pwd)
  trap '[ "$is_ready" = yes ] || stop' EXIT
  write_settings
  start_daemon memcached memcached -u root -l 127.0.0.1 -p $((port + 4)) -m 32
  local kind
  for kind in account container object proxy; do
    start_daemon "$kind" "swift-$kind-server" "$dir/etc/$kind.conf"
  done
  wait_until_ready
  make_bucket
  is_ready=yes
  echo "S3 answers on http://127.0.0.1:$port, bucket $bucket"
}

stop() {
  local name pid
  for name in "${daemons[@]}"; do
    pid=$(cat "$dir/$name.pid" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null || continue
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -rf "$dir"
}

case "${1:-}" in
install) install_packages ;;
start | stop)
  dir=${2:?"name the folder: scripts/swift.sh $1 DIR"}
  "$1"
  ;;
*) fail "usage: scripts/swift.sh install | start DIR | stop DIR" 2 ;;
esac
