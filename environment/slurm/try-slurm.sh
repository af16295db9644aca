#!/usr/bin/env bash
# Tries sweep.sbatch under a Slurm of this machine's own (cluster.sh). One node dies in the middle of a training and comes back, one
# task runs into its time limit; then the same array is submitted again, and what was interrupted is held against the same runs
# without Slurm. All of it is taken down at the end. Some 5 to 8 minutes on two cores, after environment/setup.sh.
# Needs root or sudo on Debian or Ubuntu where Slurm and Munge are not installed. bash environment/slurm/try-slurm.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../steps.sh"
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
cd "$repository"
# One core a task: sweep.sbatch has to say it.
unset OMP_NUM_THREADS
export LGM_RESULTS=$folder/results
# The entries' indices: whose node dies, and who meets the time limit.
died=0 limited=1 loss=(softmax lgm)
began=$SECONDS

task_is() { squeue -h -r -j "$(array)_$1" -o "%T" 2>/dev/null | grep -qx "$2"; }
array() { tail -n 1 "$folder/arrays"; }
checkpoint() { echo "$LGM_RESULTS"/unfinished/*/"${loss[$1]}-seed1.safetensors"; }
epochs_of() { sed -n "$(($1 + 1))s/.*\"Epochs\": \([0-9]*\).*/\1/p" <(grep Epochs "$folder/sweep.json"); }

# kept TASK: how many per cent of a training its checkpoint has, whole epochs.
kept() {
  local epochs
  epochs=$(head -c 100000 "$(checkpoint "$1")" 2>/dev/null | grep -aoE '"epoch":"[0-9]+"' | grep -oE '[0-9]+') || return 1
  echo $((100 * epochs / $(epochs_of "$1")))
}
has_kept() { [ "$(kept "$1" || echo 0)" -ge "$2" ]; }

# The trainings last in seconds what they should on any machine: long enough to be cut, short enough to wait for.
write_sweep() {
  local recipe='"TrainImages": 1000, "TestImages": 500, "Features": 16' training='"BatchSize": 50, "LearningRate": 0.002, "GradientNorm": 5, "Cosine": true' seconds long
  seconds=$(OMP_NUM_THREADS=1 bash environment/lgm run recognition --json --set Losses=lgm --set TrainImages=1000 --set TestImages=500 --set Features=16 --set Training.BatchSize=50 --set Training.LearningRate=0.002 --set Training.GradientNorm=5 --set Training.Epochs=4 | sed -n 's/.*"Seconds": \([0-9.]*\).*/\1/p')
  [ -n "$seconds" ] || return 1
  long=$(awk -v s="$seconds" 'BEGIN { print int(90 * 4 / s) + 1 }')
  rm -r "$LGM_RESULTS"
  cat >"$folder/sweep.json" <<SWEEP
[
  { "experiment": "recognition", "options": { "Losses": "${loss[died]}", $recipe, "Training": { $training, "Epochs": $((long / 2 + 1)) } } },
  { "experiment": "recognition", "options": { "Losses": "${loss[limited]}", $recipe, "Training": { $training, "Epochs": $long } } },
  { "experiment": "recognition", "options": { "Losses": "center", $recipe, "Training": { $training, "Epochs": 3 } }, "seeds": [1, 2] }
]
SWEEP
  cat "$folder/sweep.json"
}

# submit OPTION…: as sweep.sbatch's head says, with what this small cluster has.
submit() {
  local last=$(($(bash environment/lgm sweep "$folder/sweep.json" --list | wc -l) - 1))
  sbatch --parsable --array="0-$last" --cpus-per-task=1 --mem=1G --output="$folder/task%a.log" "$@" environment/slurm/sweep.sbatch "$folder/sweep.json" >>"$folder/arrays"
}

# Slurm lets a task of a dead node wait for two minutes before it is begun again: an operator may shorten that.
begin_again_now() { task_is "$died" PENDING && scontrol update JobId="$(array)_$died" StartTime=now; }

# In these no command fails unseen: within a step, set -e is off.
first_minute() {
  local node
  submit --time=00:01:00 --signal=B:TERM@15 \
    && wait_for 120 "task $died has a tenth of its training" has_kept "$died" 10 \
    && node=$(squeue -h -r -j "$(array)_$died" -o %N) \
    && kill_node "$node" \
    && kept "$died" >"$folder/kept$died" \
    && wait_for 180 "Slurm finds $node dead" node_is "$node" '^down' \
    && wait_for 60 "task $died may begin again" begin_again_now \
    && slurmd -N "$node" \
    && wait_for 120 "$node is back" node_is "$node" '^(idle|allocated|mixed)$' \
    && wait_for 240 "task $limited is stopped" grep -q "ArrayTaskId=$limited " "$folder/ended.log" \
    && kept "$limited" >"$folder/kept$limited" \
    && wait_for 600 "the array has ended" nothing_queued
}

the_same_again() { submit --time=01:00:00 && wait_for 1200 "the array has ended" nothing_queued; }

# Side by side, each on one core as under Slurm.
without_slurm() {
  local task others=() status=0
  for task in "$died" "$limited"; do
    LGM_RESULTS=$folder/alone OMP_NUM_THREADS=1 bash environment/lgm sweep "$folder/sweep.json" --index "$task" &
    others+=($!)
  done
  for task in "${others[@]}"; do wait "$task" || status=1; done
  return "$status"
}

# part TITLE COMMAND…: a step without which the rest means nothing.
part() { step "$@" || { show_log "$1"; stop "The trial got no further: see the lines above; logs of Slurm and its tasks are in environment/log."; }; }

failed=0
# check SENTENCE COMMAND…
check() {
  local said=$1
  shift
  if "$@"; then echo "  holds: $said"; else echo "  DOES NOT HOLD: $said"; failed=1; fi
}

# ended TASK WORDS: Slurm's record of its ends, the last submission's among them.
ended() { grep "ArrayTaskId=$1 " "$folder/ended.log" | grep -q "$2"; }

all_done() {
  local said
  said=$(bash environment/lgm sweep "$folder/sweep.json" --status) || return 1
  [ "$(grep -cE '^ +[0-9]+  done ' <<<"$said")" -eq 4 ] && grep -q '^4 of 4 runs are done' <<<"$said"
}

# One file of each, written once, and nothing left behind: no checkpoint, no lock, no half of a file.
each_once() {
  local task
  [ "$(find "$LGM_RESULTS" -type f | wc -l)" -eq 4 ] && [ "$(find "$LGM_RESULTS" -maxdepth 1 -name 'recognition-quick-*.json' | wc -l)" -eq 4 ] || return 1
  for task in 0 1 2 3; do [ "$(grep -c '^Result: ' "$folder/task$task.log")" -eq 1 ] || return 1; done
}

# first_share TASK START: the per cent of the first line of progress behind that start.
first_share() { awk -v wanted="$2" '/^Run: /{ start++ } start == wanted && /^ +train / && match($0, /[0-9]+ %/) { print substr($0, RSTART, RLENGTH - 2); exit }' "$folder/task$1.log"; }

# A training begun anew shows in its second start what it showed in its first.
resumed() {
  local before after kept
  kept=$(<"$folder/kept$1") before=$(first_share "$1" 1) after=$(first_share "$1" 2)
  echo "  task $1: first line of progress at ${before:-?} %, kept $kept %, then first line at ${after:-?} %"
  [ "${before:-100}" -lt "$kept" ] && [ "${after:-0}" -ge "$kept" ]
}

measured() { sed -n '/^  "Result"/,/^  "Provenance"/p' "$1"; }
same_as_alone() {
  local name
  name=$(grep -h '^Result: ' "$folder/task$1.log") && name=${name##*/}
  measured "$folder/alone/$name" | grep -q EpochLosses && cmp -s <(measured "$folder/alone/$name") <(measured "$LGM_RESULTS/$name")
}

part "slurm-wlm and munge" apt_install slurm-wlm munge
part "mnist" bash environment/lgm data get mnist
part "how long trainings take here" write_sweep
part "a Slurm with two nodes" start_slurm
part "an array, a minute a task" first_minute
part "the same array again" the_same_again
part "two of them without Slurm" without_slurm
check "Slurm lost a node under task $died" ended "$died" "JobState=NODE_FAIL"
check "task $limited ended with exit code 75 as its time was up" ended "$limited" "ExitCode=75:0"
check "all runs are done" all_done
check "each run ended once, and nothing is left behind" each_once
for task in "$died" "$limited"; do
  check "task $task went on from its checkpoint" resumed "$task"
  check "task $task gave what it gives uninterrupted, bit for bit" same_as_alone "$task"
done
grep -h '^[0-9:]\{8\} ' "$logs/an-array-a-minute-a-task.log" "$logs/the-same-array-again.log" | sed 's/^/  /'
echo "The trial took $((SECONDS - began)) s."
[ "$failed" -eq 0 ] || stop "sweep.sbatch does not do under Slurm what it should: see the lines above; logs of Slurm and its tasks are in environment/log."
