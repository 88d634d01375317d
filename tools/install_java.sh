#!/bin/sh
# What Spark needs: Java 17 or later, from Debian or Ubuntu. Skipped when a Java is there.
set -eu
if ! command -v java >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless
fi
