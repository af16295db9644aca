# shellcheck shell=bash
# Sourced by try-slurm.sh, behind steps.sh: a Slurm of this machine's own with two nodes on loopback ports, all of it in a
# temporary folder. However the script ends, nothing of it is left.
PATH=$PATH:/usr/sbin
# Inside a job of a real cluster, sbatch would take these for its own options.
unset "${!SLURM_@}" "${!SBATCH_@}"
folder=$(mktemp -d)
export SLURM_CONF=$folder/slurm.conf

# Whatever has this Slurm's configuration in its environment: its daemons and their jobs, not what looks for it.
processes() (
  export -n SLURM_CONF
  grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3
)

take_down() {
  local status=$? pids
  # So that a failure can be read. The folder is that of steps.sh.
  # shellcheck disable=SC2154
  for log in "$folder"/*.log; do [ ! -e "$log" ] || cp "$log" "$logs/slurm-${log##*/}"; done
  # Again, for what one of them starts meanwhile.
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
nothing_queued() { ! squeue -h | grep -q .; }

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
