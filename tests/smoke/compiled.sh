#!/usr/bin/env bash
# compiled.sh CONVT RUNTIME CC CXX APP EMULATOR...: compiles layers for AArch64 on this machine, builds an app with
# them and runs it under the emulator.
set -euo pipefail
convt=$1 runtime=$2 cc=$3 cxx=$4 app=$5
shift 5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$convt" compile "2d ic32 oc24 i9x7 k4 s2 same name=wide" "2d channels_first ic9 oc1 i9x7 k3 s2 same name=one" \
    --target arm-64-linux --runtime "$runtime" --compiler "$cxx" --name net --out "$folder"
"$cc" -std=c99 -O1 -Wall -Wextra -I "$folder" "$app" "$folder/libnet.a" -lstdc++ -lm -lpthread -o "$folder/app"
"$@" "$folder/app"
