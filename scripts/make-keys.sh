#!/bin/sh
# Makes the keys of a deployment that are not there yet: the key that signs receipts, the one that seals
# stored secrets, and the first key of the API. Those that are there stay as they are.
# Usage: make-keys.sh FOLDER
set -eu
umask 077
folder=${1:?name the folder of the keys}

# make NAME FORM: whole or not at all, whatever happens to this process.
make() {
  [ -s "$folder/$1" ] && return
  head -c 32 /dev/urandom | $2 | tr -d ' \n' >"$folder/.$1"
  mv "$folder/.$1" "$folder/$1"
  echo "made the key $1"
}

make receipt-key "od -An -v -tx1"
make sealing-key base64
make admin-key "od -An -v -tx1"
