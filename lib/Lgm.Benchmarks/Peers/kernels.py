"""Starting a Jupyter kernel, ours or ipykernel, through Jupyter's own client: one line of JSON.

python3 kernels.py kernel-start|kernel-first-cell|kernel-restart ours|ipykernel

Each process measures one start: it is the first one that a person waits for. The memory is the kernel's own peak.
"""
import json
import os
import pathlib
import shutil
import sys
import time

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager


def spec(kernel):
    if kernel == "ipykernel":
        return KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], language="python")
    root = next(p for p in pathlib.Path(__file__).resolve().parents if (p / "LgmNotebooks.sln").exists())
    program = root / "environment" / "publish" / "Lgm.Kernel.dll"
    if not program.exists():
        sys.exit("the kernel is not published: run environment/setup.sh")
    return KernelSpec(argv=[shutil.which("dotnet"), str(program), "--connection-file", "{connection_file}"], language="C#", interrupt_mode="message")


def reply(client, asked):
    while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != asked:
        pass


def measure(name, kernel):
    manager = KernelManager(kernel_name=kernel)
    manager._kernel_spec = spec(kernel)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    reply(client, client.kernel_info())
    if name == "kernel-first-cell":
        reply(client, client.execute("1 + 1"))
    if name == "kernel-restart":
        reply(client, client.execute("1 + 1"))
        begin = time.perf_counter()
        manager.restart_kernel()
        reply(client, client.kernel_info())
    milliseconds = (time.perf_counter() - begin) * 1000
    status = pathlib.Path(f"/proc/{manager.provisioner.pid}/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return {"Milliseconds": milliseconds, "PeakMegabytes": peak}


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:3])))
    sys.stdout.flush()
    # Its sockets' finalizers have nothing more to say.
    os._exit(0)
