#!/bin/sh
# A report of 12 turns without a language model, JSON and PDF together: one, a batch on one processor, and whether ten
# times as many take ten times as long.
set -eu
cd "$(dirname "$0")/../.."
exec build/release/bench/report 12
