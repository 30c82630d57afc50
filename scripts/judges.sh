#!/usr/bin/env bash
# The S3 clients that judge the emulator by `npm run judges`: rclone, awscli, s3cmd and boto3.
#
#   scripts/judges.sh install   by apt as root; exits 3 where they cannot be had
set -euo pipefail

[ "${1:-}" = install ] || {
  echo "usage: scripts/judges.sh install" >&2
  exit 2
}
# Those of the system: another awscli in the PATH may be of any version.
if [ -x /usr/bin/rclone ] && [ -x /usr/bin/aws ] && [ -x /usr/bin/s3cmd ] &&
  /usr/bin/python3 -c 'import boto3' 2>/dev/null; then
  exit 0
fi
exec "$(dirname "${BASH_SOURCE[0]}")/apt-install.sh" rclone awscli s3cmd python3-boto3
