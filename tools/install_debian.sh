#!/usr/bin/env bash
# The tests drive Debian's chromium and a PostgreSQL server; install what is absent, where we may.
set -euo pipefail
absent=()
command -v chromium >/dev/null 2>&1 || absent+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || absent+=(postgresql)
[ ${#absent[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${absent[@]}" >/dev/null
else
  echo "Not found: ${absent[*]}. The tests that need it say so and are skipped: apt-get install ${absent[*]}" >&2
fi
