#!/bin/sh
# Makes sure that uv is there: the one on the PATH if it is recent, else one of our own under .tools.
# Needs Python 3.11 and pip's index; on a bare Debian it installs python3-venv when that is missing.
set -eu
version=0.13.9
[ -x .tools/bin/uv ] && exit 0 # before PATH is asked: make puts this very one on it, and it would be linked to itself
if command -v uv >/dev/null 2>&1; then
    have=$(uv --version | cut -d' ' -f2)
    if [ "$(printf '%s\n%s\n' 0.13 "$have" | sort -V | head -n 1)" = 0.13 ]; then
        own=$PWD/.tools/bin/uv # the Makefile has it on the PATH: a link to itself would be no program
        [ "$(command -v uv)" = "$own" ] || { mkdir -p .tools/bin && ln -sf "$(command -v uv)" .tools/bin/uv; }
        exit 0
    fi
fi
if ! python3 -m venv .tools/venv 2>/dev/null; then
    rm -rf .tools/venv
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
    python3 -m venv .tools/venv
fi
.tools/venv/bin/pip install --quiet "uv==$version"
mkdir -p .tools/bin && ln -sf ../venv/bin/uv .tools/bin/uv
