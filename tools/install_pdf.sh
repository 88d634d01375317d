#!/bin/sh
# What PDF needs of the system: Pango, with which WeasyPrint sets text, and HarfBuzz's subsetting. Skipped when there.
set -eu
if ! ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
fi
