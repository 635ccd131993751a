#!/bin/sh
# What reading one stranger's file costs: speaks some recordings, measures.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
flite -voice slt -o "$dir/speech.wav" -t 'In my last role I moved our billing service to a new data
base. I planned the migration, measured it twice, and cut the monthly cost by a third.'
encode() {
        ffmpeg -v error -nostdin -stream_loop 20 -i "$dir/speech.wav" "$@"
}
encode -t 60 -ar 48000 -c:a libopus "$dir/clip.webm"
encode -t 60 -ar 44100 -c:a aac "$dir/clip.mp4"
encode -t 5 -ar 48000 "$dir/clip.wav"
build/release/bench/resume build/release/bin "$dir/clip.webm" "$dir/clip.mp4" "$dir/clip.wav"
