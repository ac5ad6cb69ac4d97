#!/usr/bin/env bash
# The runs of docs/results/fvnce.md, one after the other on one thread; a run that is done is not
# done again. usage: bench/fvnce.sh OUT
# Then: python3 bench/fvnce_summary.py OUT
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
balboa="${BALBOA:-$here/../balboa}"
out="${1:?usage: bench/fvnce.sh OUT}"
mkdir -p "$out"
[ -f "$out/truth.txt" ] || python3 "$here/fvnce_table.py" "$out/table.csv" >"$out/truth.txt"

run() { # NAME FLAGS
  local folder="$out/$1"
  [ -f "$folder/result.json" ] && return
  "$balboa" train --method fvnce --threads 1 --out "$folder" --overwrite --json "${@:2}" \
    >"$folder.json" 2>"$folder.log"
  mv "$folder.json" "$folder/result.json"
  rm "$folder.log" "$folder/checkpoint.safetensors"
}

members="vae lsif power log1p vae-lsif"
for seed in 0 1 2; do
  for member in $members; do
    for noise in uniform independent mixture; do
      images=(--member "$member" --noise "$noise" --seed "$seed" --test-limit 500 --likelihood-samples 50)
      run "images-100-$member-$noise-$seed" "${images[@]}" --limit 1000
      # as many steps with a tenth of the rows
      run "images-10-$member-$noise-$seed" "${images[@]}" --limit 100 --batch-size 20 \
        --epochs 50 --warm-start-epochs 10
    done
    for noise in uniform independent gaussian; do
      table=(--data "$out/table.csv" --hidden 64 --latent-dim 8 --member "$member" --noise "$noise" --seed "$seed")
      run "table-100-$member-$noise-$seed" "${table[@]}"
      run "table-10-$member-$noise-$seed" "${table[@]}" --limit 400 --batch-size 20 \
        --epochs 50 --warm-start-epochs 10
    done
  done
done
