#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Looks for inputs that break a target: compat-tests/fuzz/fuzz.sh TARGET [SECONDS], with clang. What it finds is in
# build/fuzz/found; an input that broke something belongs into corpus/TARGET together with what mends it.
set -eu
target=$1 seconds=${2:-60}
cd "$(dirname "$0")/../.."
build=${FUZZ_BUILD:-build/fuzz}
cmake -S . -B "$build" -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DZEROMPI_FUZZ=ON \
    -DZEROMPI_SANITIZE=address,undefined -DZEROMPI_BENCH=OFF >"$build.log" 2>&1 || { cat "$build.log" && exit 1; }
cmake --build "$build" --target "fuzz_$target"
mkdir -p "$build/found/$target"
exec "$build/compat-tests/fuzz/fuzz_$target" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 \
    -artifact_prefix="$build/found/$target-" "$build/found/$target" "compat-tests/fuzz/corpus/$target"
