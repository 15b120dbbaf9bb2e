"""The page on approvals is true: its commands print what it shows, its tables are what the code does."""

import re
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from git_repository import needs_git
from markdown_it import MarkdownIt
from ran_pages import BLOCK, Ran, require_what_is_shown
from ssh_keys import needs_ssh_keygen

from costguard.approvals.binding import why_not_bound
from costguard.approvals.trust import RULE, WATCHED
from costguard.model.approval import Account, Act, EvidenceKind, Statement, Subject
from costguard.policy.load import load
from costguard.policy.policy_set import ROLLING, ApprovalRule, Binding, Excluded, PolicySet

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "approvals.md"
EXAMPLE = ROOT / "examples" / "approvals" / "policy.yaml"
TEXT = GUIDE.read_text(encoding="utf-8")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
APPROVED = Subject("c", "o", "v", "f", "the policy", "p", "", "costguard", monthly_delta=Decimal("1501.72"))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("approvals") / "shop"  # the ledger lies beside the repository
    folder.mkdir()
    shutil.copytree(ROOT / "examples", folder / "examples")
    return Ran(GUIDE, folder)


@needs_git
@needs_ssh_keygen
def test_commands_print_what_the_page_on_approvals_shows(ran: Ran):
    require_what_is_shown(ran)


@needs_git
@needs_ssh_keygen
def test_the_page_shows_every_outcome_of_its_day(ran: Ran):
    told = "".join(ran.printed)
    assert [word for word in ("APPROVAL NEEDED", "APPROVED", "GLASS BROKEN", "does not hold") if word not in told] == []
    assert "Traceback" not in told


def plan_of(told: str) -> Subject:
    """The later plan that a row of the worked example tells of."""
    amount = re.match(r"\+([\d,.]+)", told)
    assert amount is not None, told
    more = {} if "same digest" in told else {"changes": told}
    if "no price" in told:
        more["unpriced"] = ("an item",)
    if "another limit" in told:
        more["findings"] = ("a finding",)
    return msgspec.structs.replace(APPROVED, monthly_delta=Decimal(amount[1].replace(",", "")), **more)


WORKED = re.findall(r"^\| (\+[\d,.]+[^|]*) \| (yes|no) \|", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("plan", "counts"), WORKED, ids=[plan for plan, _ in WORKED])
def test_the_worked_example_is_what_the_code_decides(plan: str, counts: str):
    said = Statement(
        EvidenceKind.COMMENT, Act.APPROVE, Account("finn"), NOW, digest=APPROVED.digest, ceiling=Decimal(1600)
    )
    rule = ApprovalRule("large-increase", (), (), binding=Binding.CEILING, headroom_percent=Decimal(5))
    why = why_not_bound(said, APPROVED.digest, APPROVED, plan_of(plan), rule)
    assert ("no" if why else "yes") == counts, why


def test_the_worked_example_has_both_answers():
    assert {counts for _, counts in WORKED} == {"yes", "no"}


def policy_of(folder: Path) -> PolicySet:
    """The example's policy with the excerpts of the page in the place of its own sections."""
    merged = EXAMPLE.read_text(encoding="utf-8")
    (folder / "costguard.yaml").write_text(merged, encoding="utf-8")
    return load([folder], date(2026, 11, 23))


def test_the_excerpts_of_the_page_say_what_the_example_says(tmp_path: Path):
    policy = policy_of(tmp_path)
    rule = next(each for each in policy.approvals if each.id == "production-is-dear")
    (approvals, people) = (block["text"] for block in BLOCK.finditer(TEXT) if block["language"] == "yaml")
    (tmp_path / "costguard.yaml").write_text(
        f"version: 1\n{approvals}{people.replace('people:', '  platform-leads: [lea]' + chr(10) + 'people:')}", "utf-8"
    )
    written = load([tmp_path], date(2026, 11, 23))
    (same,) = written.approvals
    kept = ("thresholds", "require", "projects", "evidence", "binding", "expires", "exclude")
    assert [getattr(same, name) for name in kept] == [getattr(rule, name) for name in kept]
    assert written.groups["finops"] == policy.groups["finops"]
    assert written.people["finn"] == policy.people["finn"]


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_every_kind_of_evidence_has_a_row(kind: EvidenceKind):
    assert f"| `{kind.value}` |" in TEXT


@pytest.mark.parametrize("excluded", list(Excluded))
def test_everybody_who_is_excluded_is_named(excluded: Excluded):
    assert excluded.value.removesuffix("s") in TEXT


@pytest.mark.parametrize("threshold", list(ROLLING))
def test_every_sum_over_days_is_named(threshold: str):
    assert f"`{threshold}`" in TEXT


@pytest.mark.parametrize("place", WATCHED)
def test_every_watched_place_is_named(place: str):
    assert place.removesuffix("**") in TEXT or place.replace(".yml", ".yaml") in TEXT
    assert f"`{RULE}`" in TEXT


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^):]+)\)", TEXT))))
def test_every_link_of_the_page_on_approvals_leads_somewhere(link: str):
    name, _, anchor = link.partition("#")
    page = (GUIDE.parent / name).resolve() if name else GUIDE
    assert page.exists()
    assert not anchor or anchor in anchors(page)


def test_the_comment_in_the_readme_is_one_quotation_that_a_forge_renders():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").enable("table").parse(readme)
    (first, last) = (
        next(at for at, token in enumerate(tokens) if token.type == kind)
        for kind in ("blockquote_open", "blockquote_close")
    )
    quoted = tokens[first:last]
    assert [token.type for token in tokens].count("blockquote_open") == 1
    assert {"table_open", "fence", "bullet_list_open"} <= {token.type for token in quoted}
    assert "has a ceiling of" in "".join(token.content for token in quoted)
    assert "<!-- renders: costguard check examples/approvals/plan-dearer.json" in tokens[first - 1].content


def test_the_page_reads_in_well_under_an_hour():
    """At some 90 words a minute, which is slow, for prose and tables; console blocks apart."""
    words = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL).split()
    assert len(words) < 45 * 90
