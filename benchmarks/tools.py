"""The tools that are measured side by side: how each is installed, called, and understood."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

POLICIES: Final = Path(__file__).parent / "peers"

_PASS, _FAIL, _UNDECIDED, _SILENT = "pass", "fail", "undecided", "not judged"
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool with one policy. `executable` is its command; `arguments` say how to judge a plan."""

    name: str
    policy: str
    executable: Path
    arguments: Callable[[Path], tuple[str, ...]]
    understand: Callable[[str, str], str]

    def command(self, plan: Path) -> tuple[str, ...]:
        """The command that judges a plan."""
        return (str(self.executable), *self.arguments(plan))

    def answer(self, output: str, address: str) -> str:
        """What its output says of one resource: pass, fail, undecided or not judged."""
        return self.understand(output, address)


def install_tools(work: Path) -> tuple[tuple[Tool, ...], Mapping[str, str]]:
    """Every tool, each peer in a virtual environment of its own below `work`, and their versions by name."""
    checkov = _environment(work, "checkov", "3.3.30")  # the newest of both on PyPI, 2026-11
    compliance = _environment(work, "terraform-compliance", "1.16.0")
    costguard = Path(sys.executable).parent / "costguard"
    tools = (
        Tool("costguard", "tags", costguard, _costguard_arguments, _costguard_answer),
        *(Tool("checkov", policy, checkov, _checkov(policy), _checkov_answer) for policy in ("tags", "tags_all")),
        *(
            Tool("terraform-compliance", policy, compliance, _compliance(policy), _compliance_answer)
            for policy in ("tags", "tags_all")
        ),
    )
    return tools, {"costguard": _version(costguard, "costguard-engine")} | {
        peer.name: _version(peer, peer.name) for peer in (checkov, compliance)
    }


def _environment(work: Path, distribution: str, version: str) -> Path:
    """The command of a distribution, installed where it is not there yet."""
    folder = work / "tools" / f"{distribution}-{version}"
    executable = folder / "bin" / distribution
    if not executable.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"{distribution}=={version}"], check=True)
    return executable


def _version(executable: Path, distribution: str) -> str:
    code = f"from importlib.metadata import version; print(version({distribution!r}))"
    asked = [str(executable.parent / "python"), "-c", code]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _costguard_arguments(plan: Path) -> tuple[str, ...]:
    return ("check", str(plan), "--policy", str(POLICIES / "costguard" / "required_tags.yaml"), "--format", "json")


def _costguard_answer(output: str, address: str) -> str:
    states = {each["state"] for each in json.loads(output)["findings"] if each["address"] == address}
    if "violation" in states:
        return _FAIL
    return _UNDECIDED if "undecided" in states else _PASS


def _checkov(policy: str) -> Callable[[Path], tuple[str, ...]]:
    """As its documentation says for plans: only the custom policies, and nothing downloaded."""

    def arguments(plan: Path) -> tuple[str, ...]:
        checks = ("--external-checks-dir", str(POLICIES / "checkov" / policy), "--check", "CKV2_BENCH_1,CKV2_BENCH_2")
        return ("--file", str(plan), "--framework", "terraform_plan", *checks, "--skip-download", "--output", "json")

    return arguments


def _checkov_answer(output: str, address: str) -> str:
    """Its JSON is of another shape, without `results`, where no resource was judged."""
    results: dict[str, list[dict[str, Any]]] = json.loads(output).get("results", {})
    if any(each["resource"] == address for each in results.get("failed_checks", ())):
        return _FAIL
    return _PASS if any(each["resource"] == address for each in results.get("passed_checks", ())) else _SILENT


def _compliance(policy: str) -> Callable[[Path], tuple[str, ...]]:
    def arguments(plan: Path) -> tuple[str, ...]:
        return ("--features", str(POLICIES / "terraform_compliance" / policy), "--planfile", str(plan))

    return arguments


def _compliance_answer(output: str, address: str) -> str:
    """It names what fails and nothing else."""
    lines = (line for line in _COLOUR.sub("", output).splitlines() if "Failure:" in line)
    return _FAIL if any(address in line for line in lines) else _PASS
