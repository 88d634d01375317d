#!/bin/sh
# What the database tests need: PostgreSQL's programs, from Debian or Ubuntu. Skipped when they are there.
# No server is started and no cluster made: each test run makes one of its own, on loopback, and ends it.
set -eu
if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    exit 0
fi
mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/perdiem.conf
apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql
