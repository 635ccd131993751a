#!/bin/sh
# The archive of 10,000 reports: memory of the process that packs it, and time against 1,000.
set -eu
cd "$(dirname "$0")/../.."
exec build/release/bench/archive
