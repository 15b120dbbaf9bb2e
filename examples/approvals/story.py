"""Plays an approval from the pull request to the ledger, with the real command line on a small GitHub of its own.

    python examples/approvals/story.py [--keep DIR]

Everything happens in a temporary folder and on 127.0.0.1. It needs git, ssh-keygen and `pip install '.[github]'`.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stage import StoryBroke, costguard, plain, quote, run_tool, say, step

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # where the small GitHub is, that the tests use too

if TYPE_CHECKING:
    from github_forge import LocalForge

WEBSHOP: Final = ROOT / "examples" / "webshop"
PROJECT: Final = "webshop-prod"
TODAY: Final = "2026-11-23"  # the day for which the policy is read, so that the story stays the same
SIGNED: Final = ("--approvals", ".costguard/approvals", "--allowed-signers", "allowed_signers")
# What the story shows of a comment: its verdict, who has to agree, and what does not count.
_TELLING: Final = re.compile(r"\*\*costguard|- `[^`]+` \d+/\d+, by |- .* of \d{4}-\d\d-\d\d \d\d:\d\d UTC\)")
_GIT: Final = ("git", "-c", "user.name=Ana", "-c", "user.email=ana@acme.example", "-c", "commit.gpgSign=false")


def main() -> int:
    """Play the story; 1 where a step answers otherwise than it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="play in this new or empty folder, and keep it")
    keep = parser.parse_args().keep
    try:
        if keep is None:
            with tempfile.TemporaryDirectory(prefix="costguard-story-") as folder:
                play(Path(folder))
        else:
            play(_empty(keep))
            say(f"What the story wrote is in {keep}.")
    except StoryBroke as broke:
        sys.stdout.flush()
        print(f"\nthe story broke: {broke}", file=sys.stderr)
        return 1
    return 0


def _empty(folder: Path) -> Path:
    """A folder to play in, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise StoryBroke(f"{folder} is not empty; name a new folder")
    return folder.resolve()


def play(folder: Path) -> None:
    """The story, step by step, in an empty folder."""
    from github_forge import LocalForge

    with LocalForge() as forge:
        shop = Shop(folder, forge)
        shop.prepare()
        shop.is_opened()
        shop.is_approved()
        shop.gets_dearer()
        shop.is_approved_again()
        shop.is_merged_and_verified()
        shop.is_swapped()
        shop.is_applied()
        shop.is_remembered()


class Shop:
    """The repository `acme/shop`, its pull request, and the people around it.

    `clone` is where Ana works and CI checks out; `job` is what a CI job keeps beside it; `lea` is on Lea's machine.
    """

    def __init__(self, folder: Path, forge: "LocalForge") -> None:
        self.forge = forge
        self.origin, self.clone, self.job, self.lea = (folder / name for name in ("origin", "clone", "job", "lea"))
        self.number = 0
        self.digest = ""
        self.before = self.merged = ""  # the base branch before the merge, and the merge
        self.apply_run = 0

    def prepare(self) -> None:
        """A repository whose base branch holds the policy and whose keys may sign, and the accounts of its people."""
        for folder in (self.origin, self.job, self.lea):
            folder.mkdir()
        for login, number in (("ana", 583201), ("finn", 583231), ("lea-acme", 583250)):
            self.forge.add_user(login, number)
        run_tool(self.lea, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lea", "-f", str(self.lea / "key"))
        key_type, key, *_ = (self.lea / "key.pub").read_text(encoding="utf-8").split()
        self._git(self.origin, "init", "-q", "--bare", "--initial-branch=main")
        self._git(self.origin.parent, "clone", "-q", str(self.origin), str(self.clone))
        self._git(self.clone, "switch", "-q", "-c", "main")
        shutil.copy(HERE / "policy.yaml", self.clone / "costguard.yaml")
        (self.clone / "allowed_signers").write_text(
            f'lea namespaces="costguard-approval@v1" {key_type} {key}\n', encoding="utf-8"
        )
        self._commit("The policy, and who may sign")
        self._git(self.clone, "push", "-q", "origin", "main")
        say(f"""acme/shop has a policy on its base branch (costguard.yaml): more than 1,000 dollars a month more is
            agreed to by `finops`, up to a ceiling; production above 1,200 dollars a month by `platform-leads`, with a
            signature on that very plan. The forge is a small GitHub at {self.forge.url}.""")

    # --- the steps ----------------------------------------------------------------------------------------------------

    def is_opened(self) -> None:
        """A pull request that costs 1,501.72 dollars a month: two groups have to agree."""
        step("Ana opens a pull request: the web shop, in production")
        self._git(self.clone, "switch", "-q", "-c", "shop")
        shutil.copy(WEBSHOP / "main.tf", self.clone / "main.tf")
        shutil.copytree(WEBSHOP / "modules", self.clone / "modules")
        self._commit("The web shop")
        self.number = self.forge.open_pull("ana", branch="shop")
        self._plan(WEBSHOP / "plan.json")
        self._judge(3)
        self._expect_comment("APPROVAL NEEDED", "+1,501.72 USD a month", "finops 0/1", "platform-leads 0/1")

    def is_approved(self) -> None:
        """A comment that quotes the digest, with a ceiling; then a record, signed with a key."""
        step("Finn of finops agrees, to at most 1,600 dollars a month")
        self._comment("finn", f"/costguard approve {self.digest} ceiling=1600 reason=within the launch budget")
        self._judge(3)
        self._expect_comment("finops 1/1", "platform-leads 0/1")
        step("Lea of platform-leads signs what the report says, with her SSH key")
        self._sign("load tested on 2026-11-20")
        self._judge(0)
        self._expect_comment("APPROVED", "finops 1/1", "platform-leads 1/1")

    def gets_dearer(self) -> None:
        """A plan above what was agreed to: blocked, and the comment says why neither approval counts any longer."""
        step("Ana pushes again: the search machine is now twice as large")
        main_tf = self.clone / "main.tf"
        main_tf.write_text(main_tf.read_text(encoding="utf-8").replace("m5.4xlarge", "m5.8xlarge"), encoding="utf-8")
        self._commit("A larger search machine")
        self.forge.push(self.number, "ana")
        before = self.digest
        self._plan(HERE / "plan-dearer.json")
        self._judge(3)
        if self.digest == before:
            raise StoryBroke("another plan has the same digest")
        self._keep_the_moment()
        self._expect_comment(
            "APPROVAL NEEDED", "+2,126.60 USD a month", "has a ceiling of 1,600.00 and 5 % headroom",
            f"approves another plan ({before[:19]})",
        )  # fmt: skip

    def is_approved_again(self) -> None:
        """Both agree to the dearer plan."""
        step("Both agree again: Finn to at most 2,200 dollars, Lea to this very plan")
        self._comment("finn", f"/costguard approve {self.digest} ceiling=2200 reason=search needs it")
        self._sign("the larger machine passed the load test")
        self._judge(0)
        self._expect_comment("APPROVED", "finops 1/1", "platform-leads 1/1")

    def is_merged_and_verified(self) -> None:
        """In the protected job nothing of the above is believed: all is read and worked out again."""
        step("Merged; the protected job verifies the plan that it is about to apply")
        before = self._git(self.clone, "rev-parse", "origin/main")
        self._git(self.clone, "switch", "-q", "main")
        self._git(self.clone, "merge", "-q", "--no-ff", "-m", f"Merge pull request #{self.number}", "shop")
        self._git(self.clone, "push", "-q", "origin", "main")
        self.before, self.merged = before[:12], self._git(self.clone, "rev-parse", "HEAD")
        self.forge.merge_as(self.number, self.merged)
        self.apply_run = self.forge.run(None, actor="ana", event="push")
        told = self._verify(0, "../job/plan.json")
        quote(" ".join(told[told.rindex("\nAPPROVED") :].split()))

    def _verify(self, expected: int, plan: str) -> str:
        """Verify a plan as the protected job does, which runs for a push to the base branch."""
        variables = {**self.forge.event(self.job, "push", sha=self.merged), "GITHUB_RUN_ID": str(self.apply_run)}
        return self._run(
            expected, "verify", plan, "--trusted-ref", self.before, "--pull-request", "auto", "--project", PROJECT,
            *SIGNED, "--ledger", "../job/ledger.jsonl", "--new-ledger", "--today", TODAY, "--now", self._now(),
            variables=variables,
        )  # fmt: skip

    def is_swapped(self) -> None:
        """Another plan in the place of the one that was approved is not verified, and not written down."""
        step("Somebody puts another plan in its place, with a machine three times as large")
        text = (self.job / "plan.json").read_text(encoding="utf-8")
        (self.job / "other.json").write_text(text.replace("m5.8xlarge", "m5.12xlarge"), encoding="utf-8")
        told = self._verify(3, "../job/other.json")
        quote(" ".join(told[told.rindex("\nAPPROVAL NEEDED") :].split()))

    def is_applied(self) -> None:
        """The ledger names the very file; nothing else may be applied."""
        step("The very file that was verified is applied")
        plan = (self.job / "plan.json").read_bytes()
        (entry,) = ledger_entries(self.job / "ledger.jsonl")
        if entry["body"]["plan"] != f"sha256:{hashlib.sha256(plan).hexdigest()}":
            raise StoryBroke("the ledger names another plan file than the one that was verified")
        say("""The ledger's entry names the SHA-256 of the plan file, and it is that of this file. Here the job runs
            `terraform apply tfplan`; the story has no account to apply it to.""")

    def is_remembered(self) -> None:
        """What the ledger tells, and that a changed line shows."""
        step("What is left: the ledger")
        quote(self._run(0, "ledger", "show", "../job/ledger.jsonl"))
        quote(self._run(0, "ledger", "verify", "../job/ledger.jsonl"))
        ledger = self.job / "ledger.jsonl"
        (self.job / "forged.jsonl").write_text(ledger.read_text(encoding="utf-8").replace("2200", "9200"), "utf-8")
        say("Somebody writes another ceiling into a copy of it:")
        quote(self._run(1, "ledger", "verify", "../job/forged.jsonl"))

    # --- what several steps do ----------------------------------------------------------------------------------------

    def _judge(self, expected: int) -> None:
        """What the pull request's workflow does: read what was said, judge the plan, publish the verdict."""
        run = self.forge.run(self.number, actor="ana")
        variables = {**self.forge.event(self.job, "pull_request", self.number), "GITHUB_RUN_ID": str(run)}
        self._run(0, "pr", "evidence", "--out", "../job/evidence.json", variables=variables)
        has_records = (self.clone / ".costguard" / "approvals").exists()
        self._run(
            expected, "check", "../job/plan.json", "--trusted-ref", "origin/main", "--project", PROJECT,
            "--evidence", "../job/evidence.json", *(SIGNED if has_records else ()), "--terraform-dir", ".",
            "--today", TODAY, "--now", self._now(), "--output", "json=../job/report.json",
        )  # fmt: skip
        report = json.loads((self.job / "report.json").read_bytes())
        self.digest = report["approvals"]["digest"]
        self._run(0, "pr", "publish", "--report", "../job/report.json", variables=variables)

    def _expect_comment(self, *texts: str) -> None:
        """Tell what the comment says; it has to say these."""
        comments = [each["body"] for each in self.forge.comments.values() if "github-actions" in each["user"]["login"]]
        if len(comments) != 1:
            raise StoryBroke(f"there are {len(comments)} comments of costguard, and should be one")
        (body,) = comments
        shown = [line for line in body.splitlines() if _TELLING.match(line)]
        quote("\n".join(plain(line) for line in shown))
        if missing := [text for text in texts if text not in body]:
            raise StoryBroke(f"the comment does not say {', '.join(missing)}")

    def _sign(self, reason: str) -> None:
        """Lea reads the report and signs; the record is committed beside the code."""
        self._run(
            0, "approve", "../job/report.json", "--as", "lea", "--key", "../lea/key", "--reason", reason,
            "--change", f"github:acme/shop#{self.number}", "--now", self._now(),
        )  # fmt: skip
        self._commit("Lea's approval")
        self.forge.push(self.number, "ana")
        say("The record is a file in .costguard/approvals, committed to the branch; the plan stays the same.")

    def _keep_the_moment(self) -> None:
        """What was said when the dearer plan came, for whoever wants to judge that moment again."""
        moment = self.job / "moment"
        shutil.copytree(self.clone / ".costguard" / "approvals", moment / "approvals")
        for file in (self.job / "evidence.json", self.clone / "allowed_signers"):
            shutil.copy(file, moment)

    def _comment(self, login: str, text: str) -> None:
        say(f"{login} comments on the pull request:")
        quote(text)
        self.forge.comment(self.number, login, text)

    def _plan(self, plan: Path) -> None:
        """What `terraform plan` and `terraform show -json` leave in the job."""
        shutil.copy(plan, self.job / "plan.json")

    def _commit(self, message: str) -> None:
        self._git(self.clone, "add", "--all")
        self._git(self.clone, "commit", "-q", "-m", message)

    def _git(self, folder: Path, *arguments: str) -> str:
        return run_tool(folder, *_GIT, *arguments)

    def _now(self) -> str:
        """The forge's time, a minute later each time that it is asked for."""
        self.forge.now += timedelta(minutes=1)
        return f"{self.forge.now:%Y-%m-%dT%H:%M:%SZ}"

    def _run(self, expected: int, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        """Run costguard in the clone, with the variables of a job of the forge."""
        return costguard(expected, arguments, self.clone, self.forge.environment(**(variables or {})))


def ledger_entries(path: Path) -> list[dict[str, Any]]:
    """The entries of a ledger, as they are written."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    sys.exit(main())
