#!/bin/sh
# Passages for one question, found by words among 10,000 and by vectors among 2,000.
set -eu
cd "$(dirname "$0")/../.."
exec build/release/bench/retrieval
