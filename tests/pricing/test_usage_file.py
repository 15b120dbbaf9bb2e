"""Usage files as people have them, and what is wrong with some."""

import msgspec
import pytest

from costguard.model.errors import BadInput
from costguard.pricing.usage_file import read_usage

_FILE = """\
version: 0.1
resource_type_default_usage:
  aws_lambda_function: {monthly_requests: 10, request_duration_ms: 100}
resource_usage:
  aws_lambda_function.many[*]: {monthly_requests: 20}
  aws_lambda_function.many["a"]: {monthly_requests: 30}
  aws_s3_bucket.logs:
    standard: {storage_gb: 5}
"""


@pytest.fixture
def usage(tmp_path):
    (tmp_path / "usage.yml").write_text(_FILE)
    return read_usage(str(tmp_path / "usage.yml"))


@pytest.mark.parametrize(("name", "requests"), [("one", 10), ('many["b"]', 20), ('many["a"]', 30)])
def test_a_resource_takes_its_own_entry_before_the_wildcards_before_its_types(usage, resource, name, requests):
    assert usage.usage_of(resource("aws_lambda_function", {}, name=name)).number("monthly_requests") == requests


_IN_MODULES = """\
resource_usage:
  module.a[*].aws_sqs_queue.q[*]: {monthly_requests: 1, request_size_kb: 64}
  module.a["x"].aws_sqs_queue.q[*]: {monthly_requests: 2}
  module.a[*].aws_sqs_queue.q[0]: {monthly_requests: 3}
  module.a["x.y[0]"].aws_sqs_queue.q[0]: {monthly_requests: 4}
  module.a["x"].aws_sqs_queue.one: {monthly_requests: 5}
  module.a[*].aws_sqs_queue.one: {monthly_requests: 6}
"""


@pytest.mark.parametrize(
    ("address", "requests"),
    [
        ('module.a["z"].aws_sqs_queue.q["k"]', 1),
        ('module.a["x"].aws_sqs_queue.q["k"]', 2),
        ('module.a["z"].aws_sqs_queue.q[0]', 3),
        ('module.a["x.y[0]"].aws_sqs_queue.q[0]', 4),
        ('module.a["x"].aws_sqs_queue.one', 5),
        ('module.a["say \\"x\\"]"].aws_sqs_queue.one', 6),
        ("module.b[0].aws_sqs_queue.one", None),
    ],
)
def test_a_wildcard_stands_for_any_index_of_a_resource_or_a_module(tmp_path, resource, address, requests):
    (tmp_path / "usage.yml").write_text(_IN_MODULES)
    usage = read_usage(str(tmp_path / "usage.yml"))
    queue = msgspec.structs.replace(resource("aws_sqs_queue", {}), address=address)
    assert usage.usage_of(queue).number("monthly_requests") == requests


def test_a_wildcard_that_nothing_of_the_plan_answers_is_named(tmp_path, resource):
    (tmp_path / "usage.yml").write_text(_IN_MODULES)
    usage = read_usage(str(tmp_path / "usage.yml"))
    queue = msgspec.structs.replace(resource("aws_sqs_queue", {}), address='module.a["z"].aws_sqs_queue.q["k"]')
    usage.usage_of(queue).number("monthly_requests")
    told = list(usage.warnings())
    assert sum("is not in the plan" in each for each in told) == 5
    assert sum("nothing reads `request_size_kb` of `module.a[*].aws_sqs_queue.q[*]`" in each for each in told) == 1


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_from_any_editor_is_read(tmp_path, resource, mark, end):
    (tmp_path / "usage.yml").write_bytes((mark + _FILE.replace("\n", end)).encode())
    usage = read_usage(str(tmp_path / "usage.yml"))
    assert usage.usage_of(resource("aws_lambda_function", {}, name="one")).number("monthly_requests") == 10


def test_aliases_stand_for_what_they_name(tmp_path, resource):
    (tmp_path / "usage.yml").write_text("resource_usage:\n  a.b: &q {x: 7}\n  aws_sqs_queue.q: {<<: *q, y: 1}\n")
    usage = read_usage(str(tmp_path / "usage.yml"))
    assert usage.usage_of(resource("aws_sqs_queue", {}, name="q")).number("x") == 7


def test_of_a_key_that_is_there_twice_the_last_counts_and_it_is_said(tmp_path, resource):
    """Other tools let it pass, so people have such files."""
    (tmp_path / "usage.yml").write_text(
        "resource_usage:\n  a.b: {x: 1}\n  aws_sqs_queue.q: {x: 1}\n  aws_sqs_queue.q: {x: 2}\n"
    )
    usage = read_usage(str(tmp_path / "usage.yml"))
    assert usage.usage_of(resource("aws_sqs_queue", {}, name="q")).number("x") == 2
    assert any("`aws_sqs_queue.q` is there twice (again in line 4); the last one counts" in w for w in usage.warnings())


def test_entries_are_merged_key_by_key(usage, resource):
    found = usage.usage_of(resource("aws_lambda_function", {}, name='many["a"]'))
    assert found.number("request_duration_ms") == 100


def test_nested_keys_are_dotted(usage, resource):
    assert usage.usage_of(resource("aws_s3_bucket", {}, name="logs")).number("standard.storage_gb") == 5


def test_what_the_file_does_not_give_is_not_zero(usage, resource):
    assert usage.usage_of(resource("aws_s3_bucket", {}, name="logs")).number("object_tags") is None


def test_a_resource_that_is_not_in_the_plan_is_named_with_the_likely_one(usage, resource):
    usage.usage_of(resource("aws_s3_bucket", {}, name="log")).number("standard.storage_gb")
    assert any(
        "speaks of `aws_s3_bucket.logs`, which is not in the plan; did you mean `aws_s3_bucket.log`?" in warning
        for warning in usage.warnings()
    )


def test_a_key_that_nothing_reads_is_named_with_the_likely_one(usage, resource):
    usage.usage_of(resource("aws_s3_bucket", {}, name="logs")).number("standard.storage_tb")
    assert any(
        "nothing reads `standard.storage_gb` of `aws_s3_bucket.logs`; did you mean `standard.storage_tb`?" in warning
        for warning in usage.warnings()
    )


def test_a_default_that_nothing_reads_is_named_where_its_type_is_in_the_plan(usage, resource):
    usage.usage_of(resource("aws_lambda_function", {}, name="one")).number("monthly_request")
    assert any(
        "nothing reads `monthly_requests` of `aws_lambda_function`; did you mean `monthly_request`?" in warning
        for warning in usage.warnings()
    )


def test_defaults_of_types_that_the_plan_lacks_are_nobodys_mistake(usage):
    assert not [warning for warning in usage.warnings() if "of `aws_lambda_function`" in warning]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("resource_usage: {a.b: {x: -1}}", "`x` of `a.b` is -1; usage is a number that is not negative"),
        ("resource_usage: {a.b: {x: .inf}}", "`x` of `a.b` is inf"),
        ("resource_usage: {a.b: 3}", "the usage of `a.b` is no mapping of keys to amounts"),
        ("resource_usage: [a]", "`resource_usage` holds no mapping of names to usage"),
        ("resource_usages: {}", "has the section `resource_usages`"),
        ("- a", "holds no mapping of names"),
        ("a: [", "is no YAML"),
        ("a: " + "[" * 100_000, "it is nested too deeply"),
        ("- " * 100_000, "it is nested too deeply"),
        ("resource_usage: {a.b: &a {x: {y: *a}}}", "unfolds to more than"),
        (
            "\n".join(["l0: &l0 {x: 1}", *(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10))]),
            "unfolds to more than",
        ),
        ("\x00", "is no YAML"),
    ],
)
def test_what_is_no_usage_file_is_refused_in_one_sentence(tmp_path, text, why):
    (tmp_path / "usage.yml").write_text(text)
    with pytest.raises(BadInput) as told:
        read_usage(str(tmp_path / "usage.yml"))
    assert why in str(told.value)
    assert "\n" not in str(told.value).strip()


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(BadInput, match=r"cannot read gone\.yml: No such file"):
        read_usage("gone.yml")
