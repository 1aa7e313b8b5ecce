"""A real sshd on loopback, with its own folder, keys and client settings: nothing of the machine's own ssh is used."""

import getpass
import os
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.required import required

PRIVILEGES = Path("/run/sshd")  # root's sshd refuses to start without this folder, which a container may lack
PATIENCE = 20.0  # seconds
EXCHANGE = "curve25519-sha256"  # of those that every OpenSSH knows, the one that takes least time
HOST = "newsroom"  # what clients with `ssh_config` call the machine


class Sshd:
    """A server that lets the user who runs the tests in by a key. `ssh -F ssh_config newsroom` gets there."""

    def __init__(self, folder: Path) -> None:
        """Write its keys and settings into `folder`."""
        folder = folder.resolve()
        self.folder = folder
        self.host = HOST
        self.user = getpass.getuser()
        self.port = 0
        self.ssh_config = folder / "ssh_config"
        self.known_hosts = folder / "known_hosts"
        self.log = folder / "log"
        self._program = required("sshd")
        self._daemon: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        new_key(folder / "user_key")
        new_key(folder / "host_key")
        self.admit()

    def start(self) -> None:
        """Start it on a free port, or on the one it had, and wait until it answers."""
        if os.geteuid() == 0:
            PRIVILEGES.mkdir(mode=0o755, exist_ok=True)
        for _ in range(5):  # between our look and its start, somebody else may take the port
            port = self.port or free_port()
            self._configure(port)
            if self._answers(port):
                self.port = port
                return
        raise RuntimeError(self.log.read_text())

    def stop(self) -> None:
        """End it, and every session that it serves."""
        sessions = self.sessions()
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(PATIENCE)
            self._daemon = None
        kill(sessions)

    def cut(self) -> int:
        """Cut every connection by ending its process; return how many processes that were. New ones are accepted."""
        sessions = self.sessions()
        kill(sessions)
        return len(sessions)

    def sessions(self) -> list[int]:
        """Return the processes that serve connections now, and what runs in them."""
        if self._daemon is None:
            return []
        table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True, timeout=60)
        pairs = [(int(pid), int(parent)) for pid, parent in (line.split() for line in table.stdout.splitlines())]
        family = {self._daemon.pid}
        for _ in range(8):  # a generation each
            family |= {pid for pid, parent in pairs if parent in family}
        return sorted(family - {self._daemon.pid})

    def admit(self, command: str = "") -> None:
        """Let the user's key in; with `command`, for that program only, as accounts for deploys often are."""
        key = (self.folder / "user_key.pub").read_text()
        limits = command.replace("\\", "\\\\").replace('"', '\\"')
        self._authorize(f'command="{limits}",restrict {key}' if command else key)

    def refuse(self) -> None:
        """Let nobody in."""
        self._authorize("")

    def change_host_key(self) -> None:
        """Answer with another host key from now on, as another machine would; clients still know the old one."""
        self.stop()
        new_key(self.folder / "host_key")
        self.start()

    def know(self) -> None:
        """Make the present host key the one that clients know."""
        key = " ".join((self.folder / "host_key.pub").read_text().split()[:2])
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {key}\n")

    def forget(self) -> None:
        """Let clients know no host at all."""
        self.known_hosts.write_text("")

    def _authorize(self, line: str) -> None:
        path = self.folder / "authorized_keys"
        path.write_text(line)
        path.chmod(0o600)

    def _configure(self, port: int) -> None:
        """Write the settings of both sides. SHLVL keeps bash from reading what the user has it read at its start."""
        folder = self.folder
        server = f"""\
ListenAddress 127.0.0.1:{port}
HostKey "{folder}/host_key"
AuthorizedKeysFile "{folder}/authorized_keys"
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
AllowAgentForwarding no
AllowTcpForwarding no
PermitUserRC no
PrintMotd no
KexAlgorithms {EXCHANGE}
SetEnv SHLVL=2
"""
        (folder / "sshd_config").write_text(server)
        # Newer servers lock an address out for a while after refused keys. Older ones do not know the word.
        gentle = "PerSourcePenalties no\n"
        check = [self._program, "-t", "-f", str(folder / "sshd_config"), "-o", gentle.strip().replace(" ", "=")]
        if subprocess.run(check, capture_output=True, check=False, timeout=60).returncode == 0:
            (folder / "sshd_config").write_text(server + gentle)
        self.ssh_config.write_text(f"""\
Host {HOST} 127.0.0.1
  HostName 127.0.0.1
  Port {port}
  User {self.user}
  IdentityFile "{folder}/user_key"
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile "{folder}/known_hosts"
  GlobalKnownHostsFile none
  LogLevel ERROR
""")

    def _answers(self, port: int) -> bool:
        """Start it; return whether it answers on the port."""
        command = [self._program, "-D", "-f", str(self.folder / "sshd_config"), "-E", str(self.log)]
        daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while daemon.poll() is None and time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                    if line.recv(4) == b"SSH-":
                        self._daemon = daemon
                        return True
            except OSError:
                time.sleep(0.02)
        daemon.kill()
        daemon.wait(PATIENCE)
        return False


@contextmanager
def running_sshd(folder: Path) -> Iterator[Sshd]:
    """Run a server in a folder of its own; its clients know its key."""
    required("ssh")
    required("ssh-keygen")
    server = Sshd(folder)
    server.start()
    server.know()
    try:
        yield server
    finally:
        server.stop()


def ssh_command(server: Sshd) -> str:
    """Return the ssh that reaches it, as a shell's words."""
    return shlex.join(["ssh", "-F", str(server.ssh_config)])


def new_key(path: Path) -> None:
    """Make a key pair without a passphrase, in place of what is there."""
    path.unlink(missing_ok=True)
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "newsprint", "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def kill(processes: list[int]) -> None:
    """End processes at once; those that are gone already are no fault."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
