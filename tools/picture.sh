#!/bin/sh
# Draws docs/images/review.png, the picture of the report in the README, from the example contracts.
set -eu
work=$(mktemp -d)
perdiem review contracts/published contracts/model.yaml -o "$work/review.html" --quiet
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
    --force-device-scale-factor=1 --window-size=1280,1110 --screenshot=docs/images/review.png \
    "file://$work/review.html" >/dev/null 2>&1
rm -rf "$work"
