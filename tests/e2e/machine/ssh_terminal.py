"""skiff ssh on a terminal that changes its size."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from harness import Failure, check


def set_size(terminal, rows, columns):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Terminal:
    """A program on a terminal of its own, read as soon as it says something."""

    def __init__(self, cluster, *arguments, rows, columns):
        self.cluster = cluster
        self.patience = 30 * cluster.patience
        self.master, slave = pty.openpty()
        set_size(slave, rows, columns)
        self.process = subprocess.Popen([cluster.skiff_program, *arguments], env=cluster.environment, stdin=slave, stdout=slave,
                                        stderr=slave, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
                                        **cluster.as_user())
        os.close(slave)
        self.said = ""
        self.looked = 0  # so much of it was expected and came

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    def read(self, deadline):
        """False at the end of what the program says."""
        ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise Failure(f"nothing more for {self.patience} s")
        try:
            new = os.read(self.master, 4096)
        except OSError:  # nobody holds the other end
            return False
        self.said += new.decode(errors="replace")
        return bool(new)

    def expect(self, words):
        """Waits for the words behind those that were expected before."""
        deadline = time.monotonic() + self.patience
        while words not in self.said[self.looked:]:
            if not self.read(deadline):
                raise Failure(f"'{words}' did not come")
        self.looked = self.said.index(words, self.looked) + len(words)

    def type(self, words):
        os.write(self.master, words.encode())

    def end(self):
        """The exit code, once everything was said."""
        deadline = time.monotonic() + self.patience
        while self.read(deadline):
            pass
        try:
            return self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            raise Failure("the terminal has ended, skiff ssh has not")


def resize(terminal):
    terminal.type("stty size\n")  # ahead of the shell, which is not there yet
    terminal.expect("40 100")
    set_size(terminal.master, 50, 120)
    terminal.type("stty size\n")
    terminal.expect("50 120")
    # A program that runs is told. The interactive shell has its own use for the signal: another one.
    terminal.type("sh -c \"trap 'echo resized to \\$(stty size)' WINCH; echo ready\\$((6 * 7)); read x; read y\"\n")
    terminal.expect("ready42")
    set_size(terminal.master, 24, 80)
    terminal.type("\n\n")
    terminal.expect("resized to 24 80")


def interrupt(terminal):
    """Keys reach the program there, not this one."""
    # The one that sleeps says so itself: then the terminal's keys are for it. Said by the shell, it may still be the
    # shell that hears the key, before it has made the program.
    terminal.type("sh -c 'echo sleeping$((4 * 4)); exec sleep 1000'\n")
    terminal.expect("sleeping16")
    terminal.type("\x03")
    # Not its echo, "^C": the kernel leaves that out when the shell is quick to take the terminal back.
    terminal.expect("/ # ")


def in_the_node(cluster):
    """What the node knows of programs on its terminals, and what the program that runs them wrote."""
    done = cluster.skiff("ssh", "--", "sh", "-c", "ps -o pid,ppid,pgid,tty,stat,args | grep -v '\\[.*\\]$'; cat /var/log/skiff/shell.log", ok=None)
    return done.stdout + done.stderr


def resize_during_session(cluster):
    """The node's shell knows the terminal's size, and hears of each new one; its exit code is skiff's."""
    with Terminal(cluster, "ssh", "-p", cluster.profile, rows=40, columns=100) as terminal:
        try:
            resize(terminal)
            interrupt(terminal)
            terminal.type("exit 9\n")
            code = terminal.end()
        except Failure as failure:
            raise Failure(f"{failure}; the terminal:\n{terminal.said}\nthe node:\n{in_the_node(cluster)}")
        check(code == 9, f"skiff ssh should give the shell's exit code, not {code}:\n{terminal.said}")
