"""Loading: files found and merged, every problem told at once, and one digest for one content."""

from datetime import date
from pathlib import Path

import pytest

from costguard.model.errors import BadPolicy
from costguard.model.location import Location
from costguard.policy.lint import lint
from costguard.policy.load import load

TODAY = date(2026, 9, 1)
SHARED = Path(__file__).parents[3] / "shared" / "policy.yaml"
OWN_SAMPLE = Path(__file__).parent / "sample"

TAXONOMY = "taxonomy:\n  owner: {values: any}\n"
RULE = "rules:\n  - id: has-owner\n    require_tags: [owner]\n"


def refused(*paths: Path) -> list[tuple[str, str]]:
    with pytest.raises(BadPolicy) as error:
        load(paths, TODAY)
    return [(str(each.location), each.message) for each in error.value.problems]


@pytest.mark.skipif(not SHARED.exists(), reason="the contract sample lies beside the project, and is absent here")
def test_the_contract_sample_loads_and_is_clean():
    policy = load([SHARED], TODAY)
    assert [rule.id for rule in policy.rules] == [
        "required-tags",
        "prod-data-class",
        "small-instances-outside-prod",
        "gpu-needs-approval",
        "approved-regions",
        "no-old-volume-types",
        "volumes-have-a-ceiling",
    ]
    assert (len(policy.taxonomy), len(policy.approvals), len(policy.budgets), len(policy.waivers)) == (6, 3, 1, 1)
    assert lint(policy) == ()


def test_a_folder_is_read_with_its_subfolders_in_order_and_merges():
    policy = load([OWN_SAMPLE], TODAY)
    names = [Path(file).relative_to(OWN_SAMPLE).as_posix() for file in policy.files]
    assert names == ["rules/compute.yml", "rules/tags.yaml", "spending.yaml", "taxonomy.yaml", "cost_centers.csv"]
    assert {rule.id for rule in policy.rules} >= {"required-tags", "raw-tag", "not-too-large"}
    assert lint(policy) == ()


def test_a_file_named_twice_is_read_once(tmp_path):
    (tmp_path / "a.yaml").write_text(TAXONOMY + RULE)
    policy = load([tmp_path, tmp_path / "a.yaml"], TODAY)
    assert policy.files == ((tmp_path / "a.yaml").as_posix(),)


def test_hidden_files_and_folders_are_passed_over(tmp_path):
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "workflow.yaml").write_text("on: push")
    (tmp_path / "a.yaml").write_text(TAXONOMY + RULE)
    assert len(load([tmp_path], TODAY).files) == 1


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + (TAXONOMY + RULE).encode())
    assert [rule.id for rule in load([tmp_path], TODAY).rules] == ["has-owner"]


def test_windows_line_endings_change_nothing(tmp_path):
    (tmp_path / "a.yaml").write_bytes((TAXONOMY + RULE).replace("\n", "\r\n").encode())
    assert load([tmp_path], TODAY).rules[0].location == Location((tmp_path / "a.yaml").as_posix(), 4, 5)


def test_every_problem_of_every_file_is_told_at_once_sorted_by_place(tmp_path):
    (tmp_path / "a.yaml").write_text("rules:\n  - id: x\n    require_tags: [nope]\n    titel: y\n")
    (tmp_path / "b.yaml").write_text("waivers: [{rule: y}]\nrules: [1, 2\n")
    (tmp_path / "c.yaml").write_text("approvals: {}\n")
    a, b, c = ((tmp_path / f"{name}.yaml").as_posix() for name in "abc")
    found = refused(tmp_path)
    assert [place for place, _ in found] == [f"{a}:3:20", f"{a}:4:5", f"{b}:3:1", f"{c}:1:12"]
    assert found[0][1] == "unknown dimension `nope`"
    assert found[1][1] == "unknown key `titel` in a rule; did you mean `title`?"
    assert found[3][1] == "`approvals` takes a list, but this is a mapping"


def test_a_problem_reached_through_an_alias_is_told_once(faults_of):
    text = "rules:\n  - &r {id: a, require: &c {size_gb: {at_mots: 1}}}\n  - {id: b, require: *c}\n"
    assert [each for each in faults_of(text) if "at_mots" in each] == [
        "2:39 unknown key `at_mots` in a subject's tests; did you mean `at_most`?"
    ]


def test_ids_are_unique_across_files_and_between_rules_and_approvals(tmp_path):
    (tmp_path / "a.yaml").write_text(TAXONOMY + RULE)
    (tmp_path / "b.yaml").write_text(
        "rules: [{id: has-owner, require_tags: [owner]}]\ngroups: {g: [x]}\n"
        "approvals: [{id: has-owner, any: {unpriced: {above: 0}}, require: [{group: g}]}]\n"
    )
    first = f"{(tmp_path / 'a.yaml').as_posix()}:4:9"
    message = f"the id `has-owner` is already used at {first}; give one of them another id"
    assert [each for _, each in refused(tmp_path)] == [message, message]


def test_a_dimension_and_a_group_are_defined_once_across_files(tmp_path):
    (tmp_path / "a.yaml").write_text(TAXONOMY + "groups: {g: [x]}\n")
    (tmp_path / "b.yaml").write_text(TAXONOMY + "groups: {g: [y]}\n")
    a = (tmp_path / "a.yaml").as_posix()
    assert [message for _, message in refused(tmp_path)] == [
        f"the dimension `owner` is already at {a}:2:3; keep one of them",
        f"the group `g` is already at {a}:3:10; keep one of them",
    ]


def test_a_missing_path_is_told_beside_other_problems(tmp_path):
    (tmp_path / "a.yaml").write_text("rules: 1")
    gone = (tmp_path / "gone.yaml").as_posix()
    assert refused(Path(gone), tmp_path / "a.yaml") == [
        ((tmp_path / "a.yaml").as_posix() + ":1:8", "`rules` takes a list, but this is `1`; write `[1]`"),
        (gone, "is not there, or is no file; check the path"),
    ]


def test_a_folder_without_yaml_is_told(tmp_path):
    assert refused(tmp_path) == [
        (tmp_path.as_posix(), "the folder holds no .yaml or .yml file; name the folder of the policy")
    ]


def test_no_path_at_all_is_told():
    assert refused() == [("policy", "no file is named; name a file or a folder")]


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_is_told_because_it_would_pass_everything(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text)
    assert refused(tmp_path)[0][1] == "the file is empty; write a section such as `rules:`, or remove it"


def test_a_file_that_is_not_utf_8_is_told_with_its_line(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"rules: []\n# caf\xe9\n")
    assert refused(tmp_path)[0][1] == "is not UTF-8 (line 2 has the byte 0xe9); save it as UTF-8"


def test_fifty_megabytes_are_refused_without_being_read(tmp_path):
    with (tmp_path / "a.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    assert refused(tmp_path) == [
        ((tmp_path / "a.yaml").as_posix(), "is larger than 5 MB; split it, or check that it is the right file")
    ]


def test_a_device_is_no_file():
    assert refused(Path("/dev/null")) == [("/dev/null", "is not there, or is no file; check the path")]


def test_the_digest_tells_content_not_layout(tmp_path):
    first, second, other = tmp_path / "1", tmp_path / "2" / "deep", tmp_path / "3"
    for folder in (first, second, other):
        folder.mkdir(parents=True)
    (first / "a.yaml").write_text(TAXONOMY)
    (first / "b.yaml").write_text(RULE)
    (second / "z.yml").write_text("# why\n" + TAXONOMY.replace("\n", "\r\n"))
    (second / "y.yml").write_text("rules:\n- {require_tags: ['owner'], id: has-owner}\n")
    (other / "a.yaml").write_text(TAXONOMY + RULE.replace("has", "needs"))
    digests = [load([folder], TODAY).digest for folder in (first, second, other)]
    assert digests[0] == digests[1] != digests[2]
    assert digests[0].startswith("sha256:")
    assert len(digests[0]) == len("sha256:") + 64


def test_the_digest_takes_in_the_registries(tmp_path):
    (tmp_path / "a.yaml").write_text("taxonomy: {cc: {values: {from_csv: cc.csv}}}\n")
    (tmp_path / "cc.csv").write_text("value\nCC-1\n")
    before = load([tmp_path], TODAY).digest
    (tmp_path / "cc.csv").write_text("value\nCC-1\nCC-2\n")
    assert load([tmp_path], TODAY).digest != before


def test_a_quoted_flag_and_a_flag_have_two_digests(load_text):
    text = "rules: [{{id: a, require: {{'attr:a': {{one_of: [{}]}}}}}}]"
    assert load_text(text.format("true")).digest != load_text(text.format("'true'")).digest


def test_a_value_cannot_forge_a_line_of_output(faults_of):
    assert faults_of(
        'waivers: [{rule: "a\\nERROR", resources: [x], reason: r, ticket: t, approved_by: p, expires: 2027-01-01}]'
    ) == ["1:18 unknown rule `a\\nERROR`"]
