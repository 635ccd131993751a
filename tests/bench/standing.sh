#!/bin/sh
# A report's place among the others of its posting, of which there are ever more.
set -eu
cd "$(dirname "$0")/../.."
exec build/release/bench/standing
