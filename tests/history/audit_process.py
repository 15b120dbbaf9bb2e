"""An audit in a process of its own, that ends it or dies on the way: WHERE FILES FOLDER STEP."""

import os
import signal
import sys
import time
from pathlib import Path

from made_audits import Fault, audit_of, read, start, write_findings

from costguard.history import aftermath, database, files, run_table
from costguard.history.place import place_of
from costguard.history.record import begin, finish

STEPS = {
    "before the copy": (files, "write_whole", "before"),
    "half a file": (files, "_flush", "before"),
    "after the lives": (aftermath, "aftermath", "after"),
    "before the commit": (run_table, "end_run", "after"),
    "while it is begun": (run_table, "add_run", "after"),
    "while tables are made": (database, "upgrade", "after"),
}


def main(where: str, file_folder: str, folder: str, step: str) -> None:
    if step in STEPS:
        die_at(*STEPS[step])
    place = place_of(where, file_folder)
    run = begin(place, start())
    mine = Fault(f"vol-{run}")
    findings = write_findings(Path(folder) / f"of-{run}.parquet", [Fault(), mine])
    if step == "together":
        wait_for(Path(folder) / "go", Path(folder) / f"ready-{run}")
    finish(place, run, audit_of(findings, [read()]))


def die_at(module, name, when) -> None:
    real = getattr(module, name)

    def deadly(*args, **given):
        if when == "after":
            real(*args, **given)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, deadly)


def wait_for(go: Path, ready: Path) -> None:
    ready.touch()
    while not go.exists():
        time.sleep(0.005)


if __name__ == "__main__":
    main(*sys.argv[1:])
