#!/usr/bin/env bash
# The runs of docs/results/papers.md: one comparison for each part, each run on one thread. A run that
# is done is not done again, and one that was stopped goes on.
# usage: bench/study.sh PART DATA OUT      PART: tune, main, gsg, temperature, long-tail, hierarchy,
#                                                small-data, novelty, batch
# A part's table is OUT/PART/results.md, its page OUT/PART/index.html. METHODS=a,b,… does only these of
# a part's, for a second process beside the first; run the part without it afterwards for its table.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
balboa="${BALBOA:-$here/../balboa}"
part="${1:?usage: bench/study.sh PART DATA OUT}"
data="${2:?usage: bench/study.sh PART DATA OUT}"
out="${3:?usage: bench/study.sh PART DATA OUT}"

compare() { # FOLDER METHODS FLAGS
  "$balboa" compare --config "$here/study.toml" --data "$data" --out "$out/$1" --methods "${METHODS:-$2}" "${@:3}"
}
rates() { # METHOD…: three rates of each
  local method rate
  for method in "$@"; do
    for rate in 0.02 0.06 0.2; do printf '%s:lr=%s,' "$method" "$rate"; done
  done
}

# The baseline first: the others are compared with it.
temperature=simclr:temperature=0.1
fixed=dystress:temperature-profile=constant:temperature-max
case "$part" in
  tune)
    # on a fifth of the train images, with a seed that no other part has
    compare tune "$(rates simclr mocov2 byol byol-gsg simsiam simsiam-gsg dystress aninfonce hierarchical supcon:temperature=0.1)$(
      printf 'barlow-twins:lr=%s,' 0.1 0.3 1)$(
      printf 'vicreg:optimizer=lars:lr=%s,' 0.1 0.3 1)vicreg:optimizer=sgd:lr=0.003" \
      --limit 2000 --validation-share 0.2 --seed 90 --seeds 1 --epochs 5
    ;;
  main)
    # each at its default rate, unless another was better by 0.03 (mean of kNN and linear) in tune;
    # SimSiam at its default rate too, that of simsiam-gsg
    compare main simclr,mocov2,byol,byol-gsg:lr=0.2,simsiam:lr=0.2,simsiam,simsiam-gsg,barlow-twins,vicreg:optimizer=lars:lr=1,dystress,aninfonce,hierarchical,supcon:temperature=0.1 \
      --seeds 3 --epochs 15 --knn-every 3
    ;;
  gsg)
    compare gsg "simsiam,simsiam:views=4,simsiam-gsg,simsiam-gsg:gsg-choice=random,simsiam-gsg:gsg-choice=farthest,simsiam-gsg:gsg-distance=normalised,simsiam-gsg:gsg-fixed-points=false,simsiam-gsg:gsg-views=2,simsiam:predictor=false,simsiam-gsg:predictor=false" \
      --seeds 2 --epochs 10 --knn-every 5
    ;;
  temperature)
    grid=""
    for shift in -0.6 -0.4 -0.2; do
      for scale in 0.5 0.7 0.9; do
        grid="$grid,dystress:temperature-profile=shifted:temperature-shift=$shift:temperature-scale=$scale"
      done
    done
    compare temperature "dystress,$fixed=0.07,$fixed=0.1,$fixed=0.2,macl,dystress:detach-temperature=false$grid" \
      --seeds 2 --epochs 10 --knn-every 5
    ;;
  long-tail)
    compare long-tail "$temperature,dystress,$fixed=0.2" --imbalance 0.01 --limit 10000 --seeds 2 --epochs 10 --knn-every 5
    ;;
  hierarchy)
    compare hierarchy "hierarchical,hierarchical:levels=2/3,hierarchical:levels=1/3,hierarchical:levels=1/2,hierarchical:levels=3,hierarchical:mode=greedy,hierarchical:mode=progressive,simclr" \
      --seeds 2 --epochs 10
    ;;
  small-data)
    for limit in 300 900; do
      compare "small-data-$limit" hierarchical,simclr --limit "$limit" --seeds 2 --epochs 10 --knn-every 5
    done
    ;;
  novelty)
    compare novelty hierarchical,simclr --leave-out airplane --seeds 2 --epochs 10 --knn-every 5
    ;;
  batch)
    batches=""
    for method in simsiam simsiam-gsg simclr; do
      for size in 16 64 256; do batches="$batches,$method:batch-size=$size"; done
    done
    compare batch "${batches#,}" --seeds 2 --epochs 10 --knn-every 5
    ;;
  *)
    echo "bench/study.sh: $part (expected: tune, main, gsg, temperature, long-tail, hierarchy, small-data, novelty or batch)" >&2
    exit 2
    ;;
esac
