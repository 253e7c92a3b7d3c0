"""Which source was proven: a commit, and what the tree has that the commit has not."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tree:
    """`content` names every file of the tree, whether it is committed or not; files that git ignores do not count."""

    commit: str
    content: str
    dirty: bool

    @property
    def name(self) -> str:
        """What was proven of one name is true of no other."""
        return f"{self.commit[:12]}-{self.content[:12]}" if self.dirty else self.commit[:12]


def tree_of(repository: Path) -> Tree:
    """The tree as it is now. Its index is a copy, so what somebody has staged stays as it is."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "GIT_INDEX_FILE": str(Path(scratch, "index"))}

        def git(*words: str) -> str:
            done = subprocess.run(
                ["git", *words], cwd=repository, env=environment, capture_output=True, text=True, check=True
            )
            return done.stdout.strip()

        git("read-tree", "HEAD")
        git("add", "--all")
        commit, committed, content = (
            git("rev-parse", "HEAD"),
            git("rev-parse", "HEAD^{tree}"),
            git("write-tree"),
        )
    return Tree(commit, content, content != committed)
