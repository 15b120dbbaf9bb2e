"""`costguard emit`, `prove`, `diff-bundle` and `replay`: what they print, how they exit, and what they refuse."""

import json
import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest

pytestmark = pytest.mark.usefixtures("folder")
DAY = ("--today", "2026-11-22")
POLICY = """\
version: 1
taxonomy:
  team: {key: Team, values: {one_of: [web, data]}}
rules:
  - id: tags
    title: Say whose it is
    applies_to: {types: [aws_instance]}
    require_tags: [team]
    effect: {plan: deny, audit: report, cloud: deny}
"""
STATEMENT = {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*"}
EVENT = {
    "eventVersion": "1.09",
    "eventTime": "2026-11-01T10:00:00Z",
    "eventSource": "ec2.amazonaws.com",
    "eventName": "RunInstances",
    "awsRegion": "eu-west-1",
    "recipientAccountId": "111122223333",
    "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/ann", "accountId": "111122223333"},
    "requestParameters": {"instancesSet": {"items": [{"minCount": 1}]}},
    "eventID": "1",
    "readOnly": False,
}
COMMANDS = ("emit", "prove", "diff-bundle", "replay")


@pytest.fixture
def bundle(folder, costguard) -> Path:
    """A bundle for AWS, in `guardrails`."""
    (folder / "policy.yaml").write_text(POLICY)
    run = costguard("emit", "-p", "policy.yaml", "--target", "aws", "--out", "guardrails", *DAY)
    assert (run.code, run.err) == (0, "")
    (folder / "log.json").write_text(json.dumps({"Records": [EVENT]}))
    return folder / "guardrails"


def _scp(folder: Path, *statements: dict, name: str = "scp.json") -> str:
    (folder / name).write_text(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    return name


def _schema(module: str, function: str) -> dict:
    found: dict = getattr(import_module(module), function)()
    return found


def _is_one_sentence(err: str) -> bool:
    return "Traceback" not in err and "internal error" not in err and len(err.strip().splitlines()) == 1


class TestWhatTheyDo:
    """Each command on good input."""

    def test_emit_writes_a_bundle_that_proves_itself(self, bundle, costguard):
        found = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
        assert found == {
            "aws/scp-1.json",
            "aws/tag-policy.json",
            "coverage.html",
            "coverage.md",
            "manifest.json",
            "policy/policy.yaml",
        }
        manifest = json.loads((bundle / "manifest.json").read_text())
        jsonschema.validate(manifest, _schema("costguard.reports.guardrails.manifest", "manifest_schema"))
        run = costguard("prove", "--bundle", "guardrails")
        assert (run.code, run.err) == (0, "")
        assert "tags  exact" in run.out

    def test_the_same_again_changes_no_byte(self, bundle, costguard):
        before = {path: path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
        assert costguard("emit", "-p", "policy.yaml", "--target", "aws", "--out", "guardrails", *DAY).code == 0
        assert {path: path.read_bytes() for path in bundle.rglob("*") if path.is_file()} == before

    @pytest.mark.usefixtures("bundle")
    def test_a_proof_as_json_is_of_its_schema(self, costguard):
        run = costguard("prove", "--bundle", "guardrails", "--json")
        schema = _schema("costguard.reports.guardrails.proof_json", "proof_schema")
        assert list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(run.out))) == []

    def test_prove_against_a_leaking_document_exits_1_and_shows_a_request(self, bundle, folder, costguard):
        text = json.loads((bundle / "aws/scp-1.json").read_text())
        rooted = {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}
        own = [{**each, "Condition": {**rooted, **each["Condition"]}} for each in text["Statement"]]
        run = costguard("prove", "-p", "policy.yaml", "--against", _scp(folder, *own), *DAY)
        assert run.code == 1
        assert "arn:aws:iam::000000000000:root" in run.out

    def test_an_edited_bundle_is_told_and_proved_as_it_is(self, bundle, costguard):
        file = bundle / "aws/scp-1.json"
        file.write_text(file.read_text().replace('"Deny"', '"Allow"'))
        run = costguard("prove", "--bundle", "guardrails")
        assert run.code == 1
        assert run.err == "guardrails/aws/scp-1.json is not as it was emitted; it is taken as it is now\n"
        for other in (("diff-bundle", "guardrails", "guardrails"), ("replay", "--bundle", "guardrails", "log.json")):
            assert run.err in costguard(*other).err

    def test_a_document_that_is_gone_is_told(self, bundle, costguard):
        (bundle / "aws/scp-1.json").unlink()
        run = costguard("prove", "--bundle", "guardrails")
        assert (run.code, run.err) == (1, "guardrails/aws/scp-1.json is gone; the rest is taken without it\n")

    def test_diff_bundle_tells_what_is_newly_denied(self, bundle, folder, costguard):
        shutil.copytree(bundle, folder / "loose")
        file = folder / "loose/aws/scp-1.json"
        file.write_text(file.read_text().replace('"Deny"', '"Allow"'))
        run = costguard("diff-bundle", "loose", "guardrails", "--format", "json", "--fail-on-denied")
        assert run.code == 1
        jsonschema.validate(json.loads(run.out), _schema("costguard.reports.guardrails.changes", "changes_schema"))
        assert {change["change"] for change in json.loads(run.out)["changes"]} == {"newly denied"}
        assert costguard("diff-bundle", "loose", "guardrails").code == 0
        assert costguard("diff-bundle", "guardrails", "loose", "--fail-on-denied").code == 0

    def test_a_statement_on_what_a_call_may_bring_along_is_all_that_changes(self, bundle, folder, costguard):
        """The new statement is of key pairs; that the old ones deny calls without tags is no change."""
        shutil.copytree(bundle, folder / "more")
        file = folder / "more/aws/scp-1.json"
        content = json.loads(file.read_text())
        keys = {**STATEMENT, "Sid": "Keys", "Resource": "arn:aws:ec2:*:*:key-pair/*"}
        file.write_text(json.dumps({**content, "Statement": [*content["Statement"], keys]}))
        found = json.loads(costguard("diff-bundle", "guardrails", "more", "--format", "json").out)["changes"]
        assert [change["statement"] for change in found] == ["Keys"]

    @pytest.mark.usefixtures("bundle")
    def test_replay_says_what_would_have_been_denied(self, costguard):
        run = costguard("replay", "--bundle", "guardrails", "log.json", "--format", "json")
        assert run.code == 0
        found = json.loads(run.out)
        jsonschema.validate(found, _schema("costguard.reports.guardrails.replay", "replay_schema"))
        assert costguard("replay", "--bundle", "guardrails", "log.json").out.count("ec2:RunInstances") >= 1

    @pytest.mark.parametrize("command", COMMANDS)
    def test_help_fits_and_names_the_exit_codes(self, command, spawn):
        run = spawn(command, "--help", COLUMNS="80")
        assert run.code == 0
        assert max(map(len, run.out.splitlines())) <= 80
        assert "Exit codes: 0" in run.out
        assert f"costguard {command} " in run.out.partition("Examples:")[2]

    @pytest.mark.parametrize(
        "arguments",
        [
            ("prove", "--bundle", "guardrails"),
            ("diff-bundle", "guardrails", "guardrails"),
            ("replay", "--bundle", "guardrails", "log.json"),
            ("emit", "-p", "policy.yaml", "--target", "aws", "--out", "again", *DAY),
        ],
    )
    @pytest.mark.usefixtures("bundle")
    def test_what_is_printed_fits_80_columns(self, spawn, arguments):
        run = spawn(*arguments, COLUMNS="80")
        assert run.code == 0
        assert max(map(len, run.out.splitlines())) <= 80


def _manifest(change: Callable[[dict], object]) -> Callable[[Path], object]:
    def edit(bundle: Path) -> None:
        file = bundle / "manifest.json"
        content = json.loads(file.read_text())
        change(content)
        file.write_text(json.dumps(content))

    return edit


def _names(path: str) -> Callable[[Path], object]:
    """The manifest names this path as its first document."""
    return _manifest(lambda content: content["documents"][0].update(path=path))


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda bundle: (bundle / "manifest.json").unlink(), "holds no bundle"),
    "a folder for a manifest": (
        lambda bundle: ((bundle / "manifest.json").unlink(), (bundle / "manifest.json").mkdir()),
        "holds no bundle",
    ),
    "an empty manifest": (lambda bundle: (bundle / "manifest.json").write_text(""), "guardrails: this is no manifest"),
    "a binary manifest": (lambda bundle: (bundle / "manifest.json").write_bytes(b"\xff\x00"), "cannot be read"),
    "a deep manifest": (lambda bundle: (bundle / "manifest.json").write_text("[" * 100_000), "this is no manifest"),
    "another schema": (_manifest(lambda content: content.update(schema="costguard/guardrails/v9")), "of the schema"),
    "a path out of the bundle": (_names("../policy.yaml"), "lies outside of it"),
    "an absolute path": (_names("/etc/hostname"), "lies outside of it"),
    "a path with a NUL": (_names("aws/\0"), "which is no file"),
    "a very long path": (_names("a" * 5000), "which is no file"),
    "a policy out of the bundle": (
        _manifest(lambda content: content["options"].update(policy_copies=["../../policy.yaml"])),
        "lies outside of it",
    ),
    "copies that are no list": (
        _manifest(lambda content: content["options"].update(policy_copies=None)),
        "holds no options of this version",
    ),
    "options of another version": (
        _manifest(lambda content: content["options"].update(emit={"clouds": ["mars"]})),
        "holds no options of this version",
    ),
    "a day that is none": (
        _manifest(lambda content: content["policy"].update(today="yesterday")),
        "holds no options of this version",
    ),
    "another policy": (
        lambda bundle: (bundle / "policy/policy.yaml").write_text(POLICY.replace("web", "wob")),
        "is not the one that the bundle was emitted from",
    ),
    "a document that is none": (lambda bundle: (bundle / "aws/scp-1.json").write_text("{}"), "has no `Statement`"),
    "a binary document": (lambda bundle: (bundle / "aws/scp-1.json").write_bytes(b"\xff"), "cannot be read"),
}


class TestDamagedBundles:
    """One clear sentence and exit code 2, whichever command reads them."""

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_a_damaged_bundle_is_refused(self, bundle, folder, costguard, damage):
        shutil.copytree(bundle, folder / "good")
        change, words = DAMAGES[damage]
        change(bundle)
        runs = [costguard("prove", "--bundle", "guardrails"), costguard("diff-bundle", "good", "guardrails")]
        for run in runs:
            assert (run.code, run.out) == (2, "")
            assert words in run.err
            assert _is_one_sentence(run.err.splitlines()[-1])

    @pytest.mark.parametrize("damage", ["a path out of the bundle", "an absolute path", "an empty manifest"])
    def test_emit_removes_and_overwrites_nothing_by_a_damaged_manifest(self, bundle, folder, costguard, damage):
        DAMAGES[damage][0](bundle)
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        run = costguard("emit", "-p", "policy.yaml", "--target", "aws", "--out", "guardrails", *DAY)
        assert run.code == 2
        assert _is_one_sentence(run.err)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "binary": (b"\x80\x00\xff", "is not UTF-8"),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "cut off": (b'{"Statement": [', "is no JSON"),
    "huge": (b"[" + b"1," * 2_600_000 + b"1]", "is larger than 5 MB"),
    "a number": (b"5", "holds no document that is known"),
    "a plan": (b'{"resource_changes": []}', "holds no document that is known"),
    "bad YAML": (b"a: [1", "is neither JSON nor YAML"),
    "a key twice": (b'{"Statement": {"Condition": {"Null": {}, "Null": {}}}}', "`Null` stands twice"),
    "no statements": (b'{"Statement": 5}', "statement 1 is no object"),
}
STATEMENTS: dict[str, tuple[dict, str]] = {
    "a principal": ({"Principal": "*"}, "has a principal"),
    "an effect that is none": ({"Effect": "deny"}, "is neither Allow nor Deny"),
    "both kinds of actions": ({"NotAction": "*"}, "needs one of Action and NotAction"),
    "an element that is unknown": ({"When": {}}, "has an element `when`"),
    "an element twice": ({"action": "*"}, "has an element twice"),
    "a condition that is a list": ({"Condition": [1]}, "is no object"),
    "an operator without keys": ({"Condition": {"Null": 5}}, "is no object of condition keys"),
    "a value that is null": ({"Condition": {"Null": {"a": None}}}, "is neither a text nor a list of texts"),
}


class TestDocumentsOfOthers:
    """What `--against` refuses."""

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.usefixtures("bundle")
    def test_a_file_that_holds_no_document(self, folder, costguard, name):
        content, words = FILES[name]
        (folder / "other.json").write_bytes(content)
        for arguments in (("prove", "-p", "policy.yaml", *DAY), ("replay", "log.json")):
            run = costguard(*arguments, "--against", "other.json")
            assert (run.code, run.out) == (2, "")
            assert words in run.err
            assert _is_one_sentence(run.err)

    @pytest.mark.parametrize("name", STATEMENTS)
    @pytest.mark.usefixtures("bundle")
    def test_a_statement_that_is_none(self, folder, costguard, name):
        change, words = STATEMENTS[name]
        run = costguard("prove", "-p", "policy.yaml", "--against", _scp(folder, {**STATEMENT, **change}), *DAY)
        assert (run.code, run.out) == (2, "")
        assert words in run.err
        assert _is_one_sentence(run.err)

    @pytest.mark.parametrize("name", ["nosuch.json", "guardrails"])
    @pytest.mark.usefixtures("bundle")
    def test_what_is_no_file(self, costguard, name):
        run = costguard("prove", "-p", "policy.yaml", "--against", name, *DAY)
        assert (run.code, run.out) == (2, "")
        assert f"{name} cannot be read" in run.err


EMIT = ("emit", "-p", "policy.yaml", "--target", "aws", *DAY)
WRONG_CALLS: dict[tuple[str, ...], str] = {
    (*EMIT, "--out", "plan.json"): "plan.json is a file",
    (*EMIT, "--out", "."): "is not empty and holds no bundle",
    (*EMIT, "--out", "plan.json/x"): "cannot write plan.json/x",
    (*EMIT, "--out", "new", "--limit", "nonsense"): "there is no limit `nonsense`",
    (*EMIT, "--out", "new", "--limit", "scp_characters=x"): "is no limit; write it as",
    (*EMIT, "--out", "new", "--limit", "scp_characters=-1"): "is no limit; write it as",
    (*EMIT, "--out", "new", "--limit", "scp_characters=0"): "is no limit; write it as",
    (*EMIT, "--out", "new", "--limit", "scp_characters=10"): "does not fit into a service control policy",
    (*EMIT, "--out", "new", "--exempt-principal", "ann"): "is no ARN pattern",
    (*EMIT, "--out", "new", "--exempt-principal", ""): "is no ARN pattern",
    (*EMIT, "--out", "new", "--exempt-principal", "arn:aws:iam::*:role/ä"): "is no ARN pattern",
    (*EMIT, "--out", "new", "--exempt-principal", "arn:aws:iam::*:role/${aws:username}"): "is no ARN pattern",
    (*EMIT, "--out", "new", "--ou", "prod"): "is no root, OU or account",
    (*EMIT, "--out", "new", "--azure-scope", "prod"): "is no scope",
    (*EMIT, "--out", "new", "--gcp-parent", "folders/1"): "is no organisation",
    (*EMIT, "--out", "new", "--gcp-scope", "prod"): "is no scope",
    (*EMIT, "--target", "azure", "--out", "new", "--azure-inherit", "prod"): "no dimension of the taxonomy is called",
    EMIT: "Missing option '--out'",
    ("emit", "-p", "nosuch.yaml", "--out", "new"): "nosuch.yaml: is not there",
    ("prove", "-p", "policy.yaml", "--target", "mars"): "'mars' is not one of",
    ("prove", "--bundle", "guardrails", "--against", "scp.json"): "give --bundle or --against, not both",
    ("prove", "--bundle", "guardrails", "--json", "--format", "terminal"): "ask for two things",
    ("prove", "--bundle", "guardrails", "--format", "xml"): "there is no format `xml`",
    ("prove", "--bundle", "guardrails", "--output", "json"): "--output takes FORMAT=PATH",
    ("prove", "--bundle", "guardrails", "--output", "json=plan.json/x"): "cannot write plan.json/x",
    ("prove", "--bundle", "nosuch"): "nosuch holds no bundle",
    ("prove", "--bundle", "plan.json"): "plan.json holds no bundle",
    ("diff-bundle", "guardrails"): "Missing argument 'NEW'",
    ("diff-bundle", "guardrails", "nosuch"): "nosuch holds no bundle",
    ("replay", "--bundle", "guardrails"): "Missing argument 'LOG...'",
    ("replay", "log.json"): "give what to judge by",
    ("replay", "log.json", "--bundle", "guardrails", "--against", "scp.json"): "give what to judge by",
    ("replay", "nosuch.json", "--bundle", "guardrails"): "there is no file or folder nosuch.json",
    ("replay", "plan.json", "--bundle", "guardrails"): "is no record of",
}


@pytest.mark.parametrize("arguments", WRONG_CALLS, ids=" ".join)
@pytest.mark.usefixtures("bundle")
def test_a_wrong_call_is_refused_in_a_sentence_and_loses_nothing(folder, costguard, arguments):
    _scp(folder, STATEMENT)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    run = costguard(*arguments)
    assert (run.code, run.out) == (2, "")
    assert WRONG_CALLS[arguments] in run.err
    assert "Traceback" not in run.err
    assert "internal error" not in run.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


class TestProveOfWhatIsNotOurs:
    @pytest.mark.usefixtures("bundle")
    def test_a_cloud_that_the_bundle_does_not_hold_is_refused(self, costguard):
        run = costguard("prove", "--bundle", "guardrails", "--target", "gcp")
        assert (run.code, run.err) == (
            2,
            "costguard: guardrails holds nothing for gcp; it was emitted for aws\n",
        )

    def test_a_policy_too_large_for_our_own_documents_is_compared_all_the_same(self, folder, costguard):
        """Nothing of ours is written, so that it need not fit."""
        values = ", ".join(f"team-{place:05d}-of-many" for place in range(1_200))
        (folder / "large.yaml").write_text(
            "version: 1\ntaxonomy:\n  team: {values: {one_of: [" + values + "]}}\n"
            "rules:\n  - id: team\n    applies_to: {types: [aws_sqs_queue]}\n"
            "    require_tags: [team]\n    effect: {cloud: deny}\n"
        )
        assert costguard("prove", "-p", "large.yaml", "--target", "aws", *DAY).code == 2
        run = costguard("prove", "-p", "large.yaml", "--against", _scp(folder), *DAY)
        assert (run.code, "team on AWS: weaker" in run.out) == (1, True)
