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
    """A program on a terminal of its own."""

    def __init__(self, cluster, *arguments, rows, columns):
        self.cluster = cluster
        self.master, slave = pty.openpty()
        set_size(slave, rows, columns)
        self.process = subprocess.Popen([cluster.skiff_program, *arguments], env=cluster.environment, stdin=slave, stdout=slave,
                                        stderr=slave, start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
                                        **cluster.as_user())
        os.close(slave)
        self.said = ""

    def expect(self, words):
        """Waits for the words, and forgets what came up to them."""
        deadline = time.monotonic() + 30 * self.cluster.patience
        while words not in self.said:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            try:
                new = os.read(self.master, 4096) if ready else b""
            except OSError:  # the other end is gone
                new = b""
            if not new:
                raise Failure(f"'{words}' did not come: {self.said}")
            self.said += new.decode(errors="replace")
        self.said = self.said.split(words, 1)[1]

    def type(self, words):
        os.write(self.master, words.encode())

    def end(self):
        try:
            return self.process.wait(30 * self.cluster.patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failure(f"skiff ssh does not end: {self.said}")
        finally:
            os.close(self.master)


def resize_during_session(cluster):
    """The node's shell knows the terminal's size, and hears of each new one; its exit code is skiff's."""
    terminal = Terminal(cluster, "ssh", "-p", cluster.profile, rows=40, columns=100)
    terminal.type("stty size\n")
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
    # Keys reach the program there, not this one.
    terminal.type("echo sleeping$((4 * 4)); sleep 1000\n")
    terminal.expect("sleeping16")
    terminal.type("\x03")
    terminal.expect("^C")
    terminal.type("exit 9\n")
    check(terminal.end() == 9, "skiff ssh should give the shell's exit code")
