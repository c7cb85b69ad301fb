#!/usr/bin/env bash
# The browser tests drive Debian's chromium; install it where it is absent and we may.
set -euo pipefail
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "No chromium found: the browser tests will say so and be skipped. Install it with: apt-get install chromium" >&2
fi
