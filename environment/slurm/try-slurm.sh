#!/usr/bin/env bash
# Tries sweep.sbatch under a Slurm of this machine's own: Debian's packages, two nodes on loopback ports, all of it in a temporary
# folder. One node dies in the middle of a training and comes back, one task runs into its time limit; then the same array is
# submitted again, and what was interrupted is held against the same runs without Slurm. All of it is taken down at the end.
# Some 6 minutes on two cores, after environment/setup.sh: bash environment/slurm/try-slurm.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../steps.sh"
cd "$repository"
PATH=$PATH:/usr/sbin
# Inside a job of a real cluster, sbatch would take these for its own options. One core a task: sweep.sbatch has to say it.
unset "${!SLURM_@}" "${!SBATCH_@}" OMP_NUM_THREADS
folder=$(mktemp -d)
export SLURM_CONF=$folder/slurm.conf LGM_RESULTS=$folder/results
# The entries' indices: whose node dies, and who meets the time limit.
died=0 limited=1 loss=(softmax lgm)
began=$SECONDS

# Whatever has this Slurm's configuration in its environment: its daemons and their jobs, not what looks for it.
processes() (
  export -n SLURM_CONF
  grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3
)

take_down() {
  local status=$? pids
  # So that a failure can be read.
  for log in "$folder"/*.log; do [ ! -e "$log" ] || cp "$log" "$logs/slurm-${log##*/}"; done
  # In this order nobody starts what was ended.
  for daemon in slurmctld n1 n2 munged; do [ ! -e "$folder/$daemon.pid" ] || kill "$(<"$folder/$daemon.pid")" 2>/dev/null || true; done
  for _ in {1..20}; do
    mapfile -t pids < <(processes)
    [ ${#pids[@]} -gt 0 ] || break
    kill -9 "${pids[@]}" 2>/dev/null || true
    sleep 0.5
  done
  [ ${#pids[@]} -eq 0 ] || { echo "Some of the trial's processes do not end: ${pids[*]}" >&2; status=1; }
  rm -rf "$folder"
  exit "$status"
}
trap take_down EXIT

# wait_for SECONDS WHAT COMMAND…: asks every second; Slurm looks after nodes and limits in its own time.
wait_for() {
  local left=$1 what=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "in vain: $what"; return 1; }
    sleep 1
  done
  echo "$(date +%T) $what"
}

node_is() { sinfo -h -N -n "$1" -o %T | grep -qE "$2"; }
task_is() { squeue -h -r -j "$(array)_$1" -o "%T" 2>/dev/null | grep -qx "$2"; }
nothing_queued() { ! squeue -h | grep -q .; }
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
  long=$(awk -v s="$seconds" 'BEGIN { print int(120 * 4 / s) + 1 }')
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

configure() {
  local port
  # Three free ports beside each other.
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    ! (: >"/dev/tcp/127.0.0.1/$port" || : >"/dev/tcp/127.0.0.1/$((port + 1))" || : >"/dev/tcp/127.0.0.1/$((port + 2))") 2>/dev/null && break
  done
  chmod 755 "$folder"
  mkdir "$folder/state" "$folder/n1" "$folder/n2"
  touch "$folder/ended.log"
  (umask 077 && head -c 128 /dev/urandom >"$folder/munge.key")
  cat >"$SLURM_CONF" <<CONF
ClusterName=trial
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/ended.log
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdTimeout=10
ReturnToService=2
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 RealMemory=2000
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 RealMemory=2000
PartitionName=all Nodes=n1,n2 Default=YES State=UP
CONF
}

start_slurm() {
  configure \
    && munged --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" \
    && slurmctld && slurmd -N n1 && slurmd -N n2 \
    && wait_for 60 "n1 is there" node_is n1 '^idle$' \
    && wait_for 60 "n2 is there" node_is n2 '^idle$'
}

# submit OPTION…: as sweep.sbatch's head says, with what this small cluster has.
submit() {
  local last=$(($(bash environment/lgm sweep "$folder/sweep.json" --list | wc -l) - 1))
  sbatch --parsable --array="0-$last" --cpus-per-task=1 --mem=1G --output="$folder/task%a.log" "$@" environment/slurm/sweep.sbatch "$folder/sweep.json" >>"$folder/arrays"
}

# What runs on a node ends as with its power: the daemon, then what watches the job and would report its end, then the job.
kill_node() {
  local jobs steps=() parent job
  mapfile -t jobs < <(for job in $(processes); do if grep -qzxF "SLURMD_NODENAME=$1" "/proc/$job/environ"; then echo "$job"; fi; done 2>/dev/null)
  for job in "${jobs[@]}"; do
    parent=$(ps -o ppid= -p "$job" | tr -d ' ')
    if [[ $(ps -o args= -p "$parent") == slurmstepd:* ]]; then steps+=("$parent"); fi
  done
  [ ${#steps[@]} -gt 0 ] || { echo "no job runs on $1"; return 1; }
  kill -9 "$(<"$folder/$1.pid")" "${steps[@]}" "${jobs[@]}"
  echo "$(date +%T) $1 is dead: slurmd $(<"$folder/$1.pid"), slurmstepd ${steps[*]}, job ${jobs[*]}"
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
