#!/usr/bin/env bash
# Whether the process of this container is ready, without starting a Node for it: a check every few
# seconds in every container would otherwise cost a third of a core for ever.
# Usage: healthcheck.sh [PORT [PATH]]
set -eu
port=${1:-8081} path=${2:-/healthz/ready}
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$path" "$port" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
