#!/usr/bin/env python3
"""Runs what README.md tells its readers to type. Usage: readme.py SOURCE BIN

Every line "$ COMMAND" of a ```console block runs in order, in the source folder, with the programs of BIN on PATH, a
state folder and a kubeconfig of its own, and nodes that reach nothing outside. The targets of `make` that README.md and the help name must exist.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

LIMIT_SECONDS = 120


def console_commands(text):
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                yield line[2:]


def make_targets(text):
    """Targets in indented lines, several to a line: "    make build     words     make test   words"."""
    for line in re.findall(r"^    (make .*)$", text, re.MULTILINE):
        yield from re.findall(r"\bmake (\w+)", line)


def run(command, source, environment):
    print(f"$ {command}", flush=True)
    done = subprocess.run(["bash", "-c", command], cwd=source, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS)
    print(done.stdout, flush=True)
    return done.returncode


def main():
    source, binaries = pathlib.Path(sys.argv[1]), sys.argv[2]
    readme = (source / "README.md").read_text()
    failures = []
    for target in make_targets(readme):
        if subprocess.run(["make", "-n", target], cwd=source, stdout=subprocess.DEVNULL).returncode != 0:
            failures.append(f"make {target}")
    kubectls = subprocess.run([source / "tools/find-kubectl.sh"], stdout=subprocess.PIPE, text=True).stdout.split()
    with tempfile.TemporaryDirectory(prefix="skiff-readme-") as folder:
        tools = pathlib.Path(folder) / "bin"
        tools.mkdir()
        if kubectls:
            (tools / "kubectl").symlink_to(kubectls[-1])
        environment = dict(os.environ, PATH=f"{binaries}:{tools}:{os.environ['PATH']}", HOME=folder,
                           SKIFF_HOME=f"{folder}/skiff", KUBECONFIG=f"{folder}/kubeconfig", SKIFF_NETWORK="isolated", SKIFF_DRIVER="local",
                           SKIFF_CACHE=os.environ.get("SKIFF_CACHE") or os.path.expanduser("~/.cache"))
        commands = list(console_commands(readme))
        try:
            failures += [command for command in commands if run(command, source, environment) != 0]
        finally:
            subprocess.run(["skiff", "delete"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in re.findall(r"\]\(([^):]+)\)", readme):
        if not (source / path).exists():
            failures.append(f"missing: {path}")
    if failures or not commands:
        print("These failed:", *failures, sep="\n  ")
        return 1
    return 0


sys.exit(main())
