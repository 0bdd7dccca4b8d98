#!/bin/sh
# install-packages.sh build|test|bench
#
# Installs those of the named Debian packages that are missing. With nothing missing it changes
# nothing and needs neither root nor a network.
set -eu

build="gcc libc6-dev make pkg-config libsqlite3-dev libpq-dev libmicrohttpd-dev libcurl4-openssl-dev
    libjson-c-dev libsodium-dev libxlsxwriter-dev zlib1g-dev libicu-dev libcsv-dev
    libcairo2-dev libpango1.0-dev libqrencode-dev liboath-dev libexpat1-dev fonts-inter fonts-noto-core
    fonts-wqy-microhei fonts-symbola ca-certificates"
test="libcmocka-dev clang postgresql python3 python3-aiosmtpd nodejs npm php-cli poppler-utils zbar-tools chromium"
bench="nginx-light wrk python3 postgresql"

case "${1:-}" in
build) wanted=$build ;;
test) wanted=$test ;;
bench) wanted=$bench ;;
*)
    echo "usage: install-packages.sh build|test|bench" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "This is not a Debian system; please install what corresponds to:" $wanted >&2
    exit 0
fi

missing=""
for package in $wanted; do
    # npm also comes with a nodejs that is not Debian's, and then excludes the package.
    [ "$package" != npm ] || ! command -v npm >/dev/null || continue
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "These packages are missing:$missing" >&2
    echo "Install them as root, then try again:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

# Debian starts a service with its package. Nothing of ours uses the system's PostgreSQL or nginx, so
# neither gets a cluster nor a start.
export DEBIAN_FRONTEND=noninteractive
case "$missing" in
*postgresql*)
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    ;;
esac
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

echo "Installing$missing"
apt-get update -qq
apt-get install -y -qq --no-install-recommends $missing >/dev/null
