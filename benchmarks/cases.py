"""Makes the plans of peers/cases anew, with the real Terraform.

    COSTGUARD_TERRAFORM_PLUGINS=DIR python benchmarks/cases.py

DIR is a provider mirror that holds hashicorp/aws 5.100.0 (`terraform providers mirror DIR` writes one). Nothing is
sent anywhere: the provider is told to skip every check of its made-up credentials, and no state is refreshed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools import POLICIES

_MIRROR: Final = "COSTGUARD_TERRAFORM_PLUGINS"


def main() -> int:
    """Make every case's plan."""
    mirror = os.environ.get(_MIRROR)
    if mirror is None or shutil.which("terraform") is None:
        print(f"set {_MIRROR} to a provider mirror, and have `terraform` on the PATH", file=sys.stderr)
        return 2
    for configuration in sorted((POLICIES / "cases").glob("*/main.tf")):
        (configuration.parent / "plan.json").write_bytes(_plan(configuration.parent, mirror))
        print(configuration.parent.name)
    return 0


def _plan(case: Path, mirror: str) -> bytes:
    """The plan as `terraform show -json` prints it; what Terraform leaves behind goes with the temporary folder."""
    with tempfile.TemporaryDirectory(prefix="costguard-case-") as name:
        folder = Path(name)
        for source in (*case.glob("*.tf"), *case.glob("*.tfstate")):
            shutil.copy(source, folder)
        _terraform(folder, "init", f"-plugin-dir={mirror}", "-input=false")
        _terraform(folder, "plan", "-refresh=false", "-input=false", "-out=tfplan")
        return _terraform(folder, "show", "-json", "tfplan")


def _terraform(folder: Path, *arguments: str) -> bytes:
    command: Sequence[str] = ("terraform", *arguments)
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    sys.exit(main())
