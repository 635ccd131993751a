#!/bin/sh
# Jobs a second of the queue against the bare claim-and-complete loop.
set -eu
cd "$(dirname "$0")/../.."
exec build/release/bench/jobs
