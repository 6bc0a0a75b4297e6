"""Runs skiff and kubectl for the tests, says what failed and how long things took."""
import json
import os
import subprocess
import sys
import time


class Failure(Exception):
    pass


def check(condition, words):
    if not condition:
        raise Failure(words)


class Cluster:
    """One profile in a home of its own."""

    def __init__(self, bin_folder, home, profile, driver="local"):
        self.skiff_program = os.path.join(bin_folder, "skiff")
        self.profile = profile
        self.home = home
        self.environment = dict(os.environ, SKIFF_HOME=home, SKIFF_DRIVER=driver, KUBECONFIG=os.path.join(home, "kubeconfig"))
        self.kubectl_program = "kubectl"
        self.patience = 1  # how much longer than in namespaces things may take
        self.user = None   # number of the user who runs programs

    def run(self, arguments, ok=True, limit=120, stdin=None):
        """Output of a program; a Failure with all its words when it ends other than expected (ok: 0; None: anyhow)."""
        limit *= self.patience
        try:
            done = subprocess.run(arguments, env=self.environment, stdin=stdin or subprocess.DEVNULL, timeout=limit,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **self.as_user())
        except subprocess.TimeoutExpired as expired:
            raise Failure(f"{' '.join(arguments)}: no end within {limit} s\n{expired.stdout}\n{expired.stderr}")
        if ok is not None and (done.returncode == 0) != ok:
            raise Failure(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def as_user(self):
        """What subprocess needs to run a program as the cluster's user."""
        return {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}

    def timeout(self, seconds=60):
        """For kubectl's options."""
        return f"--timeout={seconds * self.patience}s"

    def skiff(self, *arguments, **options):
        return self.run([self.skiff_program, arguments[0], "-p", self.profile, *arguments[1:]], **options)

    def kubectl(self, *arguments, **options):
        return self.run([self.kubectl_program, "--context", self.profile, *arguments], **options)

    def get(self, *arguments):
        return json.loads(self.kubectl("get", *arguments, "-o", "json").stdout)

    def wait_until(self, words, condition, limit=60):
        """Waits for something that only asking can tell."""
        limit *= self.patience
        deadline = time.monotonic() + limit
        last = None
        while time.monotonic() < deadline:
            try:
                last = condition()
                if last:
                    return last
            except (Failure, OSError) as failure:
                last = failure
            time.sleep(0.1)
        raise Failure(f"not within {limit} s: {words} (last: {last})")

    def status(self):
        return json.loads(self.skiff("status", "-o", "json").stdout)

    def node_address(self):
        return self.status()["nodes"][0]["ip"]


def has_context(cluster):
    return cluster.profile in cluster.run([cluster.kubectl_program, "config", "get-contexts", "-o", "name"]).stdout.split()


class Steps:
    """Runs steps in order and prints one line for each."""

    def __init__(self, only):
        self.only = only
        self.failed = []

    def step(self, name, function, *arguments):
        """Runs the step if it was asked for."""
        if not self.only or any(word in name for word in self.only):
            self.always(name, function, *arguments)

    def always(self, name, function, *arguments):
        began = time.monotonic()
        try:
            function(*arguments)
            result = "ok"
        except Failure as failure:
            self.failed.append(name)
            result = f"FAILED\n{failure}"
        print(f"{time.monotonic() - began:8.2f} s  {name}: {result}", flush=True)

    def finish(self):
        print(f"{len(self.failed)} failed" + (": " + ", ".join(self.failed) if self.failed else ""), file=sys.stderr)
        return 1 if self.failed else 0
