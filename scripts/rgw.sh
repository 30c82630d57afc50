#!/usr/bin/env bash
# A Ceph RADOS Gateway (S3) of one machine on 127.0.0.1, to test against a real server.
#
#   scripts/rgw.sh install      the packages, by apt as root; exits 3 where they cannot be had
#   scripts/rgw.sh start DIR    makes a cluster in DIR (a new folder) and waits until S3 answers
#   scripts/rgw.sh stop DIR     ends its processes and removes DIR
#
# Keys, bucket and port can be set: RGW_ACCESS_KEY RGW_SECRET_KEY RGW_BUCKET RGW_PORT. It is a cluster
# for tests: one copy of everything, and no authentication between its own daemons.
set -euo pipefail

port=${RGW_PORT:-7480}
# The monitor takes this one and the next; the storage daemon takes some of the 40 after those.
monitor_port=$((port + 1000))
access_key=${RGW_ACCESS_KEY:-conformance-id}
secret_key=${RGW_SECRET_KEY:-conformance-key}
bucket=${RGW_BUCKET:-conformance}
is_ready=no

fail() {
  echo "rgw.sh: $1" >&2
  exit "${2:-1}"
}

install_packages() {
  if command -v radosgw >/dev/null && command -v ceph-mon >/dev/null &&
    command -v ceph-osd >/dev/null && command -v ceph >/dev/null; then
    return
  fi
  "$(dirname "${BASH_SOURCE[0]}")/apt-install.sh" ceph-mon ceph-osd radosgw ceph-common curl openssl
}

write_settings() {
  local addresses="v2:127.0.0.1:$monitor_port,v1:127.0.0.1:$((monitor_port + 1))"
  cat >"$dir/ceph.conf" <<CONF
[global]
  fsid = $(cat /proc/sys/kernel/random/uuid)
  mon host = [$addresses]
  public addr = 127.0.0.1
  ms bind ipv6 = false
  ms bind port min = $((monitor_port + 2))
  ms bind port max = $((monitor_port + 41))
  auth cluster required = none
  auth service required = none
  auth client required = none
  ms mon client mode = crc
  ms mon cluster mode = crc
  ms mon service mode = crc
  # One copy on one disk, and as few placement groups as there can be.
  osd crush chooseleaf type = 0
  osd pool default size = 1
  osd pool default min size = 1
  osd pool default pg num = 4
  osd pool default pgp num = 4
  osd pool default pg autoscale mode = off
  mon allow pool size one = true
  mon max pg per osd = 1000
  # A disk that is nearly full is no reason to stop a test.
  mon data avail warn = 2
  mon data avail crit = 1
  run dir = $dir
  admin socket = $dir/\$name.asok
  log file = $dir/\$name.log
  mon cluster log file = $dir/cluster.log
  crash dir = $dir
  pid file =
[mon]
  mon data = $dir/mon
[osd]
  osd data = $dir/osd
  osd objectstore = bluestore
  osd class load list = *
  osd class default list = *
  bluestore block size = $((10 * 1024 ** 3))
  bluestore block create = true
[client]
  rgw data = $dir/rgw
  rgw frontends = beast endpoint=127.0.0.1:$port
  rgw dns name = localhost
CONF
}

# start_daemon NAME COMMAND…: in the background, with its pid in NAME.pid
start_daemon() {
  local name=$1
  shift
  setsid "$@" -f -c "$dir/ceph.conf" >>"$dir/$name.out" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

# wait_for NAME COMMAND…: until the command succeeds, while the daemon lives, for a minute at most
wait_for() {
  local name=$1 end=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$(cat "$dir/$name.pid")" 2>/dev/null || {
      tail -n 20 "$dir/$name.out" >&2
      fail "$name ended; its log is above"
    }
    [ "$SECONDS" -lt "$end" ] || fail "$name is not ready after 60 s"
    sleep 0.2
  done
}

osd_is_up() {
  timeout 20 ceph -c "$dir/ceph.conf" osd stat | grep -q ' 1 up'
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
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is taken: name another one by RGW_PORT"
  fi
  [ ! -e "$dir" ] || fail "$dir exists already: name a new folder, or stop the cluster in it"
  mkdir -p "$dir/mon" "$dir/osd" "$dir/rgw"
  dir=$(cd "$dir" && pwd)
  trap '[ "$is_ready" = yes ] || stop' EXIT
  write_settings
  local conf="$dir/ceph.conf" fsid
  fsid=$(awk '$1 == "fsid" { print $3 }' "$conf")
  {
    monmaptool --create --fsid "$fsid" \
      --addv a "[v2:127.0.0.1:$monitor_port,v1:127.0.0.1:$((monitor_port + 1))]" "$dir/monmap"
    ceph-mon -c "$conf" -i a --mkfs --monmap "$dir/monmap"
  } >"$dir/setup.out" 2>&1
  start_daemon mon ceph-mon -i a

  local osd
  osd=$(cat /proc/sys/kernel/random/uuid)
  timeout 60 ceph -c "$conf" --connect-timeout 30 osd new "$osd" >>"$dir/setup.out" 2>&1
  ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" >>"$dir/setup.out" 2>&1
  start_daemon osd ceph-osd -i 0
  wait_for osd osd_is_up

  timeout 120 radosgw-admin -c "$conf" -n client.rgw --no-mon-config user create \
    --uid=conformance --display-name=conformance \
    --access-key="$access_key" --secret="$secret_key" >>"$dir/setup.out" 2>&1
  start_daemon rgw radosgw -n client.rgw --no-mon-config
  wait_for rgw curl -fsS "http://127.0.0.1:$port/"
  make_bucket
  is_ready=yes
  echo "$(radosgw --version | cut -d ' ' -f 1-3) answers on http://127.0.0.1:$port, bucket $bucket"
}

stop() {
  # Only what start made is removed.
  [ -e "$dir/ceph.conf" ] || return 0
  local file pid end
  for file in "$dir"/{rgw,osd,mon}.pid; do
    [ -s "$file" ] || continue
    pid=$(cat "$file")
    kill "$pid" 2>/dev/null || continue
    end=$((SECONDS + 15))
    while kill -0 "$pid" 2>/dev/null; do
      [ "$SECONDS" -lt "$end" ] || kill -KILL "$pid" 2>/dev/null || true
      sleep 0.1
    done
  done
  rm -rf "$dir"
}

case ${1:-} in
install) install_packages ;;
start | stop)
  dir=${2:?$1 needs a folder}
  "$1"
  ;;
*) fail "usage: rgw.sh install | start DIR | stop DIR" 2 ;;
esac
