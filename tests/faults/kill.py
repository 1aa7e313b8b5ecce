"""Kill builds at random moments (FAULTS F01): what lies there must be whole, and the next build right.

    python tests/faults/kill.py --kills 500 --seed 1

Each round edits a small newspaper at random, starts a build, and kills it (with its workers, or the
parent alone) within the time that a build takes. At once, every file of the site must be one that a
complete build of some version made. Now and then an edit is taken back before the next build, which
must equal a build from nothing, byte for byte, and leave neither temporary files nor processes.
"""

import argparse
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Literal

CHECKOUT = Path(__file__).resolve().parents[2]
NOW = "2026-11-21T12:00:00+00:00"
MANIFEST, STAGING = ".newsprint", ".newsprint-staging"
PATIENCE = 120  # seconds for a build, on a busy machine
ENOUGH = 5  # violations, after which nothing new is learnt
CONFIG = b"title: The Kill\nurl: https://kill.example\ntagline: one\npermalink: pretty\npaginate: 7\n"
Sources = dict[str, bytes]
Aim = Literal["any", "render", "publish"]


def command(root: Path, *arguments: str) -> list[str]:
    """Return the command that builds the site at `root`, at a fixed time."""
    return [sys.executable, "-m", "generator", "build", "-C", str(root), "--now", NOW, *arguments]


def environment(checkout: Path = CHECKOUT) -> dict[str, str]:
    """Return an environment in which the command of a checkout runs (start it elsewhere: Python looks there first)."""
    return {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}


def build(root: Path, *arguments: str, prefix: Sequence[str] = ()) -> "subprocess.CompletedProcess[str]":
    """Build the site at `root` to the end; `prefix` is a command that starts this one in some other way."""
    return run([*prefix, *command(root, *arguments)], root)


def forked(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Build it in a fork of this process, for which Python need not start."""
    import forking  # of the tests; a script has no need of it

    return forking.command("build", "-C", root, "--now", NOW, *arguments, folder=root)


def run(told: Sequence[str], folder: Path, checkout: Path = CHECKOUT) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder to the end."""
    there = environment(checkout)
    return subprocess.run(told, cwd=folder, env=there, capture_output=True, text=True, timeout=PATIENCE, check=False)


def tree(folder: Path) -> dict[str, str]:
    """Return a digest of every file below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): blake2b(path.read_bytes()).hexdigest() for path in paths}


def running(group: int) -> list[int]:
    """Name the processes of a group that have not ended."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    lines = [line.split() for line in told.splitlines()]
    return [int(pid) for pid, pgid, state in lines if int(pgid) == group and not state.startswith("Z")]


def wait_for_end(group: int, seconds: float = PATIENCE) -> list[int]:
    """Wait until no process of a group is left; return those that stay."""
    deadline = time.monotonic() + seconds
    while (left := running(group)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


class Paper:
    """A newspaper's sources, and the edits that happen to it."""

    def __init__(self, stories: int, chance: random.Random) -> None:
        self.chance = chance
        self.number = 0
        self.pictures = [picture(seed) for seed in range(3)]
        self.sources: Sources = {
            "content/_config.yml": CONFIG,
            "content/about.md": b"---\ntitle: About\n---\nWho we are.\n",
            **{f"content/img/{name}.jpg": self.pictures[name] for name in range(3)},
        }
        self.before = self.sources
        for _ in range(stories):
            self.add()

    def edit(self) -> str:
        """Make one random edit, or take the last one back; return its name."""
        if self.chance.random() < 0.25 and self.before != self.sources:
            self.sources, self.before = self.before, self.sources
            return "take back"
        self.before, self.sources = self.sources, dict(self.sources)
        edit = self.chance.choice(
            [self.add, self.drop, self.reword, self.reword, self.rename, self.retag, self.design, self.repaint]
        )
        edit()
        return edit.__name__

    def take_back(self) -> None:
        """Return to the sources before the last edit."""
        self.sources, self.before = self.before, self.sources

    def story(self) -> str:
        return self.chance.choice(sorted(name for name in self.sources if "/_posts/" in name))

    def replace(self, name: str, old: bytes, new: bytes) -> None:
        text = self.sources[name]
        self.sources[name] = text.replace(old, new) if old in text else text.replace(new, old)

    def add(self) -> None:
        number = self.number = self.number + 1
        day = f"2026-{1 + number % 10:02}-{1 + number % 28:02}"
        image = f"image: {{path: /img/{number % 3}.jpg, alt: A picture}}\n" if number % 4 == 0 else ""
        section = "News" if number % 2 else "Sport"
        front = f"categories: [{section}]\ntags: [tag{number % 5}]\nauthor: Author {number % 3}\n{image}"
        more = f"More of *story* {number}, [linked](/about/), with `code` and so on.\n\n" * self.chance.randint(1, 30)
        text = (
            f'---\ntitle: "Story {number}"\ndate: {day} 08:{number % 60:02}:00\n{front}---\nThe river rose.\n\n{more}'
        )
        self.sources[f"content/_posts/{day}-story-{number}.md"] = text.encode()

    def drop(self) -> None:
        if self.number > 10:
            del self.sources[self.story()]

    def reword(self) -> None:
        """Change a body; its length stays."""
        self.replace(self.story(), b"The river rose", b"The river fell")

    def rename(self) -> None:
        self.replace(self.story(), b'title: "Story', b'title: "Novel')

    def retag(self) -> None:
        self.replace(self.story(), b"tags: [tag", b"tags: [new, tag")

    def design(self) -> None:
        """Change a setting: every page is made again; its length stays."""
        self.replace("content/_config.yml", b"tagline: one", b"tagline: two")

    def repaint(self) -> None:
        self.sources[f"content/img/{self.chance.randrange(3)}.jpg"] = self.chance.choice(self.pictures)


def picture(seed: int) -> bytes:
    """Draw a picture that takes a moment to resize."""
    from PIL import Image  # the tests that use this module need no Pillow

    file = io.BytesIO()
    Image.radial_gradient("L").resize((700, 400 + seed)).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def lay_out(folder: Path, old: Sources, new: Sources) -> None:
    """Write what changed into the folder of a site."""
    for name in old.keys() - new.keys():
        (folder / name).unlink()
    for name in new:
        if old.get(name) != new[name]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new[name])


@dataclass
class Trial:
    """One site that is edited and killed, beside one that is always built from nothing."""

    folder: Path
    chance: random.Random
    stories: int = 60
    build: "Callable[[Path], subprocess.CompletedProcess[str]]" = build
    build_clean: "Callable[[Path], subprocess.CompletedProcess[str]]" = build
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.site, self.clean = self.folder / "site", self.folder / "clean"
        self.paper = Paper(self.stories, self.chance)
        self.laid: dict[Path, Sources] = {self.site: {}, self.clean: {}}
        self.whole: dict[str, set[str]] = defaultdict(set)  # path -> digests in complete builds
        self.seen: dict[int, dict[str, str]] = {}
        self.usual = 1.0
        self.history: list[str] = []
        self.groups: list[int] = []

    def copied(self, folder: Path) -> "Trial":
        """Return the same trial in another folder, which saves its first builds."""
        twin = Trial(folder, self.chance, 0, self.build, self.build_clean)
        twin.paper.sources, twin.paper.number = self.paper.sources, self.paper.number
        for old, new in ((self.site, twin.site), (self.clean, twin.clean)):
            shutil.copytree(old, new)
            twin.laid[new] = self.laid[old]
        twin.whole.update(self.whole)
        twin.seen.update(self.seen)
        return twin

    def lay_out(self, root: Path) -> None:
        lay_out(root, self.laid[root], self.paper.sources)
        self.laid[root] = self.paper.sources

    def expected(self) -> dict[str, str]:
        """Return what a build from nothing makes of the sources as they are."""
        key = hash(frozenset(self.paper.sources.items()))
        if key not in self.seen:
            self.lay_out(self.clean)
            shutil.rmtree(self.clean / "_site", ignore_errors=True)
            for known in (self.clean / ".newsprint").glob("*"):
                if known.name != "pictures":  # to make them again takes longer than all else, and they are the same
                    shutil.rmtree(known) if known.is_dir() else known.unlink()
            done = self.build_clean(self.clean)
            if done.returncode:
                message = f"a build from nothing failed: {done.stdout}{done.stderr}"
                raise RuntimeError(message)
            self.seen[key] = tree(self.clean / "_site")
            for path, digest in self.seen[key].items():
                self.whole[path].add(digest)
        return self.seen[key]

    def violate(self, what: str) -> None:
        self.violations.append(f"after kill {self.counts['kills']} ({' > '.join(self.history[-6:])}): {what}")

    def run(self, kills: int) -> None:
        """Go on until so many builds were killed, or enough was found wrong."""
        self.complete()
        while self.counts["kills"] < kills and len(self.violations) < ENOUGH:
            self.history.append(self.paper.edit())
            self.expected()
            self.lay_out(self.site)
            before = tree(self.site / "_site")
            self.killed()
            self.check_whole(before)
            if self.chance.random() < 0.4:
                self.history.append("take back")
                self.paper.take_back()
            if self.chance.random() < 0.7:
                self.complete()
        self.complete()

    def killed(self) -> None:
        """Start a build and kill it."""
        aim: Aim = self.chance.choice(["any", "render", "publish"])
        alone = self.chance.random() < 0.3
        jobs = self.chance.choice(["1", "2", "3"])
        process = subprocess.Popen(
            command(self.site, "--jobs", jobs),
            cwd=self.site,
            env=environment(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.take_aim(process, aim)
        if process.poll() is None:
            (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
        ended = process.wait(PATIENCE)
        self.groups.append(process.pid)
        self.history.append(f"{'parent ' if alone else ''}killed at {aim}, jobs {jobs}" if ended else "finished")
        if ended == -signal.SIGKILL:
            self.counts["kills"] += 1
            self.counts["parent alone"] += alone
            self.counts["while rendering or writing"] += (self.site / "_site" / STAGING).exists()
        elif ended:
            self.violate(f"a build failed with {ended}")

    def take_aim(self, process: "subprocess.Popen[bytes]", aim: Aim) -> None:
        """Wait for the moment to kill."""
        staging = self.site / "_site" / STAGING
        old = staging.stat().st_ino if staging.exists() else 0
        if aim == "any":
            time.sleep(self.chance.uniform(0, self.usual))
            return
        while process.poll() is None and (not (found := inode(staging)) or found == old):
            time.sleep(0.0003)
        if aim == "render":
            time.sleep(self.chance.uniform(0, self.usual / 3))
            return
        peak = 0
        few = self.chance.choice([1, 1, 3, 20])
        while process.poll() is None and (count := entries(staging)) > peak - few:
            peak = max(peak, count)

    def check_whole(self, before: dict[str, str]) -> None:
        """Find files that no complete build made, and files that nobody would ever remove."""
        folder = self.site / "_site"
        now = {path: digest for path, digest in tree(folder).items() if not path.startswith(STAGING)}
        manifest = now.pop(MANIFEST, "") and (folder / MANIFEST).read_text("utf-8")
        self.counts["files looked at"] += len(now)
        was = {path: digest for path, digest in before.items() if path != MANIFEST and not path.startswith(STAGING)}
        self.counts["while publishing"] += now != was and (folder / STAGING).exists()
        for path in sorted(now):
            if now[path] not in self.whole[path] or not ends_well(folder / path):
                self.counts["torn"] += 1
                self.violate(f"{path} is torn, or of no complete build")
        if stray := now.keys() - set(json.loads(manifest)["files"] if manifest else ()):
            self.violate(f"not in the manifest: {sorted(stray)[:5]}")

    def complete(self) -> None:
        """Build to the end; the result must equal a build from nothing, and nothing else may be left."""
        expected = self.expected()
        self.lay_out(self.site)
        self.history.append("build")
        started = time.monotonic()
        done = self.build(self.site)
        self.usual = 0.5 * self.usual + 0.5 * (time.monotonic() - started)
        self.counts["builds compared"] += 1
        if done.returncode:
            self.violate(f"the next build failed: {done.stdout}{done.stderr}")
            return
        found = tree(self.site / "_site")
        if found != expected:
            differ = sorted(path for path in found.keys() | expected if found.get(path) != expected.get(path))
            self.violate(f"the next build differs from a clean one: {differ[:5]} ({len(differ)} files)")
            for name in ("_site", ".newsprint"):  # a mounted disk stays, empty
                shutil.rmtree(self.site / name, ignore_errors=True)
        if left := [path.name for path in (self.site / ".newsprint").glob("*.part")]:
            self.violate(f"temporary files are left: {left}")
        for group in self.groups:
            if orphans := wait_for_end(group):
                self.violate(f"processes are left: {orphans}")
        self.groups = []

    def summary(self) -> str:
        """Say in one line what was tried and found."""
        counts = self.counts
        return (
            f"{counts['kills']} kills ({counts['parent alone']} of the parent alone), "
            f"{counts['while rendering or writing']} while rendering or writing, "
            f"{counts['while publishing']} while publishing: "
            f"{counts['files looked at']} files looked at, {counts['torn']} torn; "
            f"{counts['builds compared']} builds compared with clean ones; {len(self.violations)} violations"
        )


def inode(path: Path) -> int:
    """Return a file's inode, or 0 if there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def entries(folder: Path) -> int:
    """Count what lies in the folders below a folder."""
    try:
        return sum(len(os.listdir(below)) for below in os.scandir(folder))  # noqa: PTH208 (this is polled)
    except OSError:
        return 0


def ends_well(path: Path) -> bool:
    """Tell whether a page ends as a page does, and a feed can be parsed."""
    if path.suffix == ".html":
        return path.read_bytes().rstrip().endswith(b"</html>")
    if path.suffix == ".xml":
        try:
            ET.parse(path)
        except ET.ParseError:
            return False
    return True


def main() -> int:
    """Run as many kills as asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--stories", type=int, default=60)
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), random.Random(told.seed), told.stories)
        started = time.monotonic()
        trial.run(told.kills)
    for violation in trial.violations:
        print(violation, file=sys.stderr)  # noqa: T201 (a command's voice)
    print(f"{trial.summary()}; {time.monotonic() - started:.0f} s")  # noqa: T201
    return 1 if trial.violations else 0


if __name__ == "__main__":
    sys.exit(main())
