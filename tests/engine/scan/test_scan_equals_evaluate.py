"""The law of the columnar engine: it says of every row what the engine says of that row's resource.

Rules, conditions, inventories and what holds them are made at random: keys in other cases and under aliases, values
that are not told, several values, types that nobody knows, secrets, waivers, inherited tags.
"""

import datetime
import os

import msgspec
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costguard.engine.decide import one_a_key
from costguard.engine.evaluate import Several, evaluate
from costguard.engine.judge import faults_of
from costguard.engine.requirement_faults import applies
from costguard.engine.scan.inheritance import Inheritance
from costguard.engine.scan.live_rules import LiveRules
from costguard.engine.scan.questions import Memory, Questions
from costguard.engine.scan.rows import resource_of
from costguard.engine.scan.scanner import Scanner
from costguard.engine.scan.verdicts import level_of
from costguard.engine.scan.view import View
from costguard.engine.waive import waive
from costguard.model.audit import Facet
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.condition import All, AnyOf, AttributeSubject, Not, Operator, TagSubject, Test
from costguard.model.finding import Code, Finding, Level, State
from costguard.model.inventory import Container, ContainerKind, Item
from costguard.model.truth import Truth
from costguard.policy.labels import label_form
from costguard.policy.policy_set import (
    ANY_VALUE,
    Alias,
    Dimension,
    Effect,
    Inherit,
    PolicySet,
    Requirement,
    Rule,
    Scope,
    Waiver,
)
from costguard.policy.taxonomy import accepted_on
from costguard.tables.inventory import SCHEMA, WORDED_SCHEMA, WORDED_TAGS, batch_of, batches_of

TODAY = datetime.date(2026, 11, 23)
CLOUDS = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)
TYPES = (
    "aws_instance", "aws_lb", "aws_ebs_volume", "aws_iam_role", "aws_route_table_association", "aws_ec2_prefix_list",
    "azurerm_linux_virtual_machine", "azurerm_managed_disk", "google_compute_instance", "google_compute_disk",
)  # fmt: skip
KEYS = (
    "Owner", "owner", "OWNER", "Ownr", "team", "Team", "CostCenter", "costcenter", "cost_center", "cc", "CC", "E", "F",
    "Name", "Environment", "environment", "env",
)  # fmt: skip
VALUES = ("", "prod", "Prod", "dev", "a", "CC-1", "cc-1", "cc_1", "x" * 300, "prod\n", "ü", "100", None)
TYPE_GLOBS = ((), ("aws_*",), ("aws_alb", "azurerm_virtual_machine"), ("*_instance", "*_disk"), ("aws_ebs_volume",))
ACCOUNTS = ("111", "222", "")
GROUPS = ("", "rg")
ATTRIBUTE_NAMES = ("instance_type", "size_gb", "volume_type", "iops", "region")
ATTRIBUTE_VALUES = ("t3.micro", "m5.large", "100", "5000", "gp2", "gp3", "true", "1e3", "nan")

OPERATOR_TESTS = st.one_of(
    st.tuples(
        st.sampled_from([Operator.ONE_OF, Operator.NONE_OF]),
        st.lists(
            st.sampled_from(["prod", "dev", "CC-1", "gp2", "t3.micro", "100", True, 100]), min_size=1, max_size=3
        ).map(tuple),
    ),
    st.tuples(
        st.sampled_from([Operator.LIKE, Operator.UNLIKE]),
        st.lists(st.sampled_from(["*", "?*", "CC-*", "t3.*", "p?od", "1*0"]), min_size=1, max_size=2).map(tuple),
    ),
    st.tuples(
        st.just(Operator.PATTERN), st.sampled_from(["[a-z]+", "CC-[0-9]", "prod|dev", ".*"]).map(lambda each: (each,))
    ),
    st.tuples(
        st.sampled_from([Operator.AT_MOST, Operator.AT_LEAST]),
        st.sampled_from([0, 100, 2000.5]).map(lambda each: (each,)),
    ),
    st.tuples(st.just(Operator.PRESENT), st.booleans().map(lambda each: (each,))),
)


@st.composite
def dimensions(draw, name, key):
    aliases = tuple(
        Alias(alias, until)
        for alias, until in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["cc", "Ownr", "env", "Stage"]), st.sampled_from([TODAY, datetime.date(2020, 1, 1)])
                ),
                min_size=1,
                max_size=3,
                unique_by=lambda each: each[0],
            )
        )
    )
    subject = TagSubject(
        name,
        {Cloud.AWS: key, Cloud.AZURE: key, Cloud.GCP: name},
        tuple(alias.key for alias in aliases if alias.until >= TODAY),
    )
    operator, operands = draw(
        st.sampled_from(
            [
                (Operator.ONE_OF, ("prod", "dev", "CC-1")),
                (Operator.LIKE, (ANY_VALUE,)),
                (Operator.LIKE, ("CC-*", "p*d")),
                (Operator.PATTERN, ("[a-z]{2,4}",)),
            ]
        )
    )
    inherit = draw(
        st.none()
        | st.builds(
            Inherit,
            st.lists(st.sampled_from(list(ContainerKind)), max_size=3, unique=True).map(tuple),
            st.sampled_from([(), (("Root/P*", "prod"), ("*", "dev"))]),
        )
    )
    return Dimension(
        name,
        subject,
        {cloud: accepted_on(cloud, subject, operator, operands) for cloud in CLOUDS},
        aliases=aliases,
        suggestions=operands if operator is Operator.ONE_OF else (),
        inherit=inherit,
    )


@st.composite
def taxonomies(draw):
    return {
        "owner": draw(dimensions("owner", "Owner")),
        "cost_center": draw(dimensions("cost_center", "CostCenter")),
        "e": draw(dimensions("e", "E")),
    }


def conditions_on(taxonomy):
    subjects = st.sampled_from(
        [
            *3 * [dimension.subject for dimension in taxonomy.values()],
            *(TagSubject(f"tag:{key}", dict.fromkeys(CLOUDS, key)) for key in ("Owner", "env", "Team")),
            *(AttributeSubject(name) for name in ATTRIBUTE_NAMES),
            AttributeSubject("attr:root_block_device.iops"),
        ]
    )
    tests = st.builds(lambda subject, test: Test(subject, *test), subjects, OPERATOR_TESTS)
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=5,
    )


@st.composite
def policies(draw):
    taxonomy = draw(taxonomies())
    conditions = conditions_on(taxonomy)
    names = st.lists(st.sampled_from(sorted(taxonomy)), max_size=3, unique=True)
    levels = st.sampled_from([Level.DENY, Level.APPROVAL, Level.ADVISE, None])
    rules = []
    for number in range(draw(st.integers(1, 4))):
        asked = draw(st.one_of(names.map(lambda each: (tuple(each), ())), conditions.map(lambda each: ((), (each,)))))
        rules.append(
            Rule(
                id=f"rule-{number}",
                scope=draw(
                    st.builds(
                        Scope,
                        types=st.sampled_from(
                            [
                                (),
                                ("aws_*",),
                                ("aws_alb", "azurerm_virtual_machine"),
                                ("*_instance", "*_disk"),
                                ("aws_ebs_volume",),
                            ]
                        ),
                        clouds=st.sampled_from([(), (Cloud.AWS,), (Cloud.AZURE, Cloud.GCP)]),
                        excluded=st.sampled_from([(), ("aws_iam_*",), ("aws_alb",)]),
                        taggable=st.sampled_from([None, True, False]),
                    )
                ),
                effect=Effect(plan=draw(levels), audit=draw(st.sampled_from([True, True, True, False]))),
                when=draw(st.none() | conditions),
                tags=tuple(taxonomy[name] for name in asked[0]),
                requirements=tuple(
                    Requirement(f"key-{place}", each, Code.FORBIDDEN) for place, each in enumerate(asked[1])
                ),
                on_unknown=draw(levels),
                fix=draw(st.sampled_from(["", "Mend it."])),
            )
        )
    waivers = draw(
        st.lists(
            st.builds(
                Waiver,
                rule=st.sampled_from(["*", "rule-0", "rule-1"]),
                resources=st.sampled_from([("id-1*",), ("id-?", "none"), ("*#part",), ("id-2#*",), ("id-[3]",)]),
                reason=st.just("because"),
                ticket=st.sampled_from(["FIN-1", "FIN-2"]),
                approved_by=st.just("lead"),
                expires=st.just(TODAY),
            ),
            max_size=2,
        )
    )
    return PolicySet(today=TODAY, taxonomy=taxonomy, rules=tuple(rules), waivers=tuple(waivers))


@st.composite
def items(draw):
    kind = draw(st.sampled_from(TYPES))
    keys = st.sampled_from(["Owner", "cc", "Ownr", "env", "E"]) | st.sampled_from(KEYS)
    tags = draw(st.dictionaries(keys, st.sampled_from(VALUES), max_size=4) | st.none())
    attributes = draw(
        st.dictionaries(
            st.sampled_from(ATTRIBUTE_NAMES),
            st.lists(st.sampled_from(ATTRIBUTE_VALUES), max_size=2).map(tuple),
            max_size=3,
        )
    )
    secret = draw(
        st.lists(st.sampled_from(["tag:Owner", "tag:owner", "instance_type", "size_gb"]), max_size=2, unique=True)
    )
    return Item(
        id=draw(st.sampled_from(["id-", "id-1", "id-[3]"])) + draw(st.sampled_from(["", "#part"])),
        cloud=cloud_of(kind),
        type=kind,
        account=draw(st.sampled_from(ACCOUNTS)),
        region=draw(st.sampled_from([None, "us-east-1", "westeurope"])),
        group=draw(st.sampled_from(GROUPS)),
        tags=tags,
        tags_incomplete=draw(st.sampled_from(["", "the view has none"])) if tags is not None else "",
        attributes=attributes,
        sensitive=tuple(secret) if draw(st.booleans()) else (),
    )


def numbered(found):
    """The items, each with an id of its own; a part's number comes after its `#`."""
    return [msgspec.structs.replace(item, id=f"{item.id}-{number}") for number, item in enumerate(found)]


inventories = st.lists(items(), min_size=6, max_size=16).map(numbered)

tags_of_containers = st.none() | st.dictionaries(
    st.sampled_from(["Owner", "owner", "cc", "CostCenter", "E"]), st.sampled_from(["prod", "dev", "zz", ""]), max_size=2
)


@st.composite
def containers(draw):
    found = []
    for cloud in CLOUDS:
        for account in ACCOUNTS[:2]:
            if draw(st.booleans()):
                path = draw(st.sampled_from(["", "Root/Prod/x", "Root/Dev"]))
                found.append(
                    Container(
                        cloud, ContainerKind.ACCOUNT, account, parent="ou", path=path, tags=draw(tags_of_containers)
                    )
                )
        found.append(Container(cloud, ContainerKind.RESOURCE_GROUP, "111/rg", tags=draw(tags_of_containers)))
        found.append(
            Container(cloud, ContainerKind.FOLDER, "ou", parent="root", path="Root/Prod", tags=draw(tags_of_containers))
        )
        found.append(Container(cloud, ContainerKind.ORGANIZATION, "root", parent="ou", tags=draw(tags_of_containers)))
    return tuple(found)


def by_evaluation(found, policy, held_by):
    """The findings as the engine has them, one resource at a time."""
    inheritance = Inheritance(held_by)
    rules = tuple(rule for rule in policy.rules if rule.effect.audit)
    live = LiveRules(rules)
    findings = []
    for item in found:
        resource = resource_of(item, policy, inheritance)
        for rule in live.of(item.type, is_taggable=item.tags is not None):
            for fault in faults_of(rule, resource, policy):
                level = level_of(rule, fault)
                if level is not None:
                    findings.append(
                        Finding(
                            rule.id,
                            resource.address,
                            fault.code,
                            fault.state,
                            level,
                            fault.message,
                            key=fault.key,
                            dimension=fault.dimension,
                            value=None if fault.sensitive else fault.value,
                            sensitive=fault.sensitive,
                            source=fault.source,
                        )
                    )
    return one_a_key(waive(findings, policy.waivers, policy.today))


def shown(finding):
    return (
        finding.address, finding.rule, finding.key, finding.code.value, finding.state.value, finding.level.value,
        finding.message, finding.dimension, finding.value, finding.sensitive, str(finding.source),
        finding.waiver.ticket if finding.waiver else None,
    )  # fmt: skip


def shown_row(row):
    return (
        row["address"], row["rule"], row["key"], row["code"], row["state"], row["level"], row["message"],
        row["dimension"], row["value"], row["sensitive"], row["source"], row["waiver"],
    )  # fmt: skip


def ordered(rows):
    return sorted(rows, key=repr)


LAW = settings(
    max_examples=int(os.environ.get("N", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@LAW
@given(inventories, policies(), containers())
def test_the_scan_says_of_every_row_what_the_engine_says_of_its_resource(found, policy, held_by):
    scanner = Scanner(policy, held_by)
    rows = [row for part in scanner.findings(batch_of(found)) for row in part.to_pylist()]
    assert ordered(map(shown_row, rows)) == ordered(map(shown, by_evaluation(found, policy, held_by)))


@st.composite
def questions(draw):
    taxonomy = draw(taxonomies())
    return PolicySet(today=TODAY, taxonomy=taxonomy), draw(conditions_on(taxonomy))


@LAW
@given(inventories, questions(), containers(), st.sampled_from(Several))
def test_a_condition_is_as_true_in_a_column_as_of_each_resource(found, question, held_by, several):
    policy, condition = question
    inheritance = Inheritance(held_by)
    asked = Questions(View(batch_of(found)), policy.taxonomy, inheritance, Memory())
    by_column = asked.truths(condition, several).tolist()
    by_row = [evaluate(condition, resource_of(item, policy, inheritance), several) for item in found]
    assert by_column == [{Truth.HOLDS: 1, Truth.UNDECIDED: 0, Truth.FAILS: -1}[truth] for truth in by_row]


@LAW
@given(inventories, policies(), containers(), st.integers(1, 5))
def test_the_size_of_the_batch_changes_nothing(found, policy, held_by, rows):
    whole, parts = Scanner(policy, held_by), Scanner(policy, held_by)
    at_once = [row for part in whole.findings(batch_of(found)) for row in part.to_pylist()]
    by_batch = [row for batch in batches_of(found, rows) for part in parts.findings(batch) for row in part.to_pylist()]
    assert ordered(map(str, at_once)) == ordered(map(str, by_batch))
    assert list(whole.tally.scores()) == list(parts.tally.scores())


def with_worded_tags(batch):
    """The same batch as Parquet's dictionaries give it."""
    tags = batch.column("tags")
    words = pa.MapArray.from_arrays(tags.offsets, tags.keys.dictionary_encode(), tags.items.dictionary_encode())
    made = pa.Array.from_buffers(WORDED_TAGS, len(tags), tags.buffers()[:2], children=[words.values])
    return pa.record_batch([made if name == "tags" else batch.column(name) for name in SCHEMA.names], WORDED_SCHEMA)


@LAW
@given(inventories, policies(), containers())
def test_tags_whose_words_are_held_once_change_nothing(found, policy, held_by):
    plain, worded = Scanner(policy, held_by), Scanner(policy, held_by)
    batch = batch_of(found)
    rows = [row for part in worded.findings(with_worded_tags(batch)) for row in part.to_pylist()]
    assert rows == [row for part in plain.findings(batch) for row in part.to_pylist()]
    assert list(plain.tally.scores()) == list(worded.tally.scores())


@LAW
@given(inventories, policies())
def test_the_tally_counts_what_the_engine_finds(found, policy):
    scanner = Scanner(policy)
    list(scanner.findings(batch_of(found)))
    findings = by_evaluation(found, policy, ())
    total = next((score for score in scanner.tally.scores() if score.facet is Facet.TOTAL), None)
    resources = [resource_of(item, policy, Inheritance(())) for item in found]
    live = LiveRules(tuple(rule for rule in policy.rules if rule.effect.audit))
    evaluated = {
        resource.address
        for resource in resources
        for rule in live.of(resource.type, is_taggable=resource.tags is not None)
        if rule.tags or any(applies(each.condition, resource) for each in rule.requirements)
    }
    faulty = {each.address for each in findings if each.state is not State.WAIVED}
    unknown = {
        resource.address
        for resource in resources
        for rule in live.of(resource.type, is_taggable=resource.tags is not None)
        for fault in faults_of(rule, resource, policy)
        if level_of(rule, fault) is None  # the rule is silent, and nobody knows: that is not compliant
    }
    assert scanner.tally.evaluated == len(evaluated)
    assert (total.compliant + total.waived if total else 0) == len(evaluated - faulty - unknown)


@pytest.mark.parametrize("key", ["Owner", "owner"])
def test_a_key_that_stands_twice_counts_once_as_it_was_first_written(key):
    from costguard.tables.inventory import TAGS

    batch = batch_of([Item("id", Cloud.AWS, "aws_instance", account="1", region="us-east-1", tags={key: "prod"})])
    twice = batch.set_column(
        SCHEMA.get_field_index("tags"), SCHEMA.field("tags"), pa.array([[(key, "prod"), (key, "nobody")]], TAGS)
    )
    subject = TagSubject("owner", dict.fromkeys(CLOUDS, "Owner"))
    test = Test(subject, Operator.ONE_OF, ("prod",))
    rule = Rule("tags", Scope(), Effect(), tags=(Dimension("owner", subject, dict.fromkeys(CLOUDS, test)),))
    scanner = Scanner(PolicySet(today=TODAY, taxonomy={"owner": rule.tags[0]}, rules=(rule,)))
    codes = [row["code"] for part in scanner.findings(twice) for row in part.to_pylist()]
    assert codes == ([] if key == "Owner" else ["misspelled"])
    assert label_form(key) == "owner"
