"""The laws of evaluation, on random conditions and resources: above all, that what is decided stays decided."""

from engine_samples import COST_CENTER, ENVIRONMENT, LATER, resource
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from costguard.engine.evaluate import Several, evaluate
from costguard.engine.requirement_faults import requirement_fault
from costguard.engine.undecided import why_undecided
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, AttributeSubject, Not, Operator, Test
from costguard.model.condition import tests_in as each_test_in  # pytest would collect a name in test…
from costguard.model.finding import Code, State
from costguard.model.resource import AFTER_APPLY, UNSET, Attribute, Knowledge, known
from costguard.model.tags import Tag, Tags
from costguard.model.truth import Truth
from costguard.policy.localise import localised
from costguard.policy.policy_set import Requirement

CLOUDS = st.sampled_from([Cloud.AWS, Cloud.AZURE, Cloud.GCP])
SEVERAL = st.sampled_from(Several)
# Few words, so that conditions and resources often speak of the same.
WORDS = st.sampled_from(["prod", "dev", "PROD", "cc-1", "CC-1", ""])
KEYS = ("Environment", "environment", "CostCenter", "cost_center", "costcentre")
NAMES = st.sampled_from(["size_gb", "iops"])
NUMBERS = st.sampled_from([0, 1, 10, 100, 1.5])


def _some_keys(values):
    """Each key is there as often as not, so that a key and its alias often meet."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, values))


_TEXT_OPERANDS = {
    Operator.ONE_OF: st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    Operator.NONE_OF: st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    Operator.LIKE: st.lists(st.sampled_from(["*", "?*", "CC-*", "pr?d"]), min_size=1, max_size=2).map(tuple),
    Operator.UNLIKE: st.lists(st.sampled_from(["*", "?*", "CC-*", "pr?d"]), min_size=1, max_size=2).map(tuple),
    Operator.PATTERN: st.sampled_from(["[a-z]+", "CC-[0-9]", ".*"]).map(lambda pattern: (pattern,)),
    Operator.PRESENT: st.booleans().map(lambda flag: (flag,)),
}
_NUMBER_OPERANDS = {
    Operator.AT_MOST: NUMBERS.map(lambda number: (number,)),
    Operator.AT_LEAST: NUMBERS.map(lambda number: (number,)),
    Operator.ONE_OF: st.lists(NUMBERS, min_size=1, max_size=3).map(tuple),
    Operator.NONE_OF: st.lists(NUMBERS, min_size=1, max_size=3).map(tuple),
    Operator.PRESENT: st.booleans().map(lambda flag: (flag,)),
}


@st.composite
def tag_tests(draw):
    """One test of a tag."""
    operator = draw(st.sampled_from(sorted(_TEXT_OPERANDS)))
    subject = draw(st.sampled_from([COST_CENTER, ENVIRONMENT]))
    return Test(subject=subject, operator=operator, operands=draw(_TEXT_OPERANDS[operator]))


@st.composite
def attribute_tests(draw):
    """One test of an attribute."""
    operator = draw(st.sampled_from(sorted(_NUMBER_OPERANDS)))
    subject = AttributeSubject(name=draw(NAMES))
    return Test(subject=subject, operator=operator, operands=draw(_NUMBER_OPERANDS[operator]))


def _nested(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return (
        several.map(lambda found: All(parts=found))
        | several.map(lambda found: AnyOf(parts=found))
        | parts.map(lambda found: Not(part=found))
    )


CONDITIONS = st.recursive(tag_tests() | attribute_tests(), _nested, max_leaves=6)


def tags_found(incomplete):
    """Tags of which some values may be unknown, and more keys may come."""
    entries = _some_keys((st.none() | WORDS).map(lambda value: Tag(value=value)))
    return st.builds(Tags, entries=entries, incomplete=incomplete)


@st.composite
def resources(draw):
    """A resource of which some tags and attributes may be unknown, wholly or in part."""
    found = draw(st.none() | tags_found(st.sampled_from(["", LATER])))
    several = st.lists(NUMBERS, min_size=1, max_size=3)
    attribute = st.one_of(
        st.sampled_from([AFTER_APPLY, UNSET]),
        several.map(lambda values: known(*values)),
        several.map(lambda values: Attribute(values=tuple(values), knowledge=Knowledge.AFTER_APPLY)),
    )
    attributes = draw(st.dictionaries(NAMES, attribute))
    return resource(draw(CLOUDS), tags=found, attributes=attributes)


def _completed_tags(draw, found, cloud):
    """Every unknown value becomes known; where more keys may come, some do, none that is there in another case."""
    entries = {key: tag if tag.value is not None else Tag(value=draw(WORDS)) for key, tag in found.entries.items()}
    if found.incomplete:
        more = draw(_some_keys(WORDS))
        taken = {key.lower() for key in entries} if cloud is not Cloud.AWS else set(entries)
        for key, value in more.items():
            if (key.lower() if cloud is not Cloud.AWS else key) not in taken:
                entries[key] = Tag(value=value)
    return Tags(entries=entries)


def _completed_attribute(draw, attribute):
    """What is known after apply gets values, beside those that are known; an undocumented default gets one."""
    if attribute.knowledge is Knowledge.KNOWN:
        return attribute
    if attribute.knowledge is Knowledge.UNSET:
        return known(draw(NUMBERS))
    more = draw(st.lists(NUMBERS, min_size=0 if attribute.values else 1, max_size=2))
    return known(*attribute.values, *more)


def completion(draw, subject):
    """The resource as it may turn out to be."""
    found = None if subject.tags is None else _completed_tags(draw, subject.tags, subject.cloud)
    attributes = {name: _completed_attribute(draw, each) for name, each in subject.attributes.items()}
    return resource(subject.cloud, tags=found, attributes=attributes)


def _asks_whether_an_undocumented_default_is_set(condition, subject):
    """`present` asks whether an attribute is set, not what its default is: no completion sets it."""
    unset = {name for name, each in subject.attributes.items() if each.knowledge is Knowledge.UNSET}
    return any(test.operator is Operator.PRESENT and test.subject.name in unset for test in each_test_in(condition))


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, resources(), SEVERAL, st.data())
def test_what_is_decided_stays_decided_however_the_unknown_turns_out(condition, subject, several, data):
    assume(not _asks_whether_an_undocumented_default_is_set(condition, subject))
    decided = evaluate(condition, subject, several)
    if decided is not Truth.UNDECIDED:
        assert evaluate(condition, completion(data.draw, subject), several) is decided


@settings(max_examples=500, deadline=None)
@given(tag_tests(), tags_found(st.just(LATER)), CLOUDS, st.data())
def test_what_is_decided_of_a_tag_stays_decided_whatever_keys_still_come(condition, found, cloud, data):
    """The same law where it is hardest: a key may come that goes before the alias that is there."""
    decided = evaluate(condition, resource(cloud, tags=found))
    if decided is not Truth.UNDECIDED:
        for _ in range(3):
            completed = _completed_tags(data.draw, found, cloud)
            assert evaluate(condition, resource(cloud, tags=completed)) is decided


@given(CONDITIONS, resources(), SEVERAL)
def test_a_denial_denies_twice_to_nothing(condition, subject, several):
    assert evaluate(Not(part=Not(part=condition)), subject, several) is evaluate(condition, subject, several)


@given(CONDITIONS, CONDITIONS, resources(), SEVERAL)
def test_de_morgan_holds_in_three_values(first, second, subject, several):
    denied = Not(part=All(parts=(first, second)))
    either = AnyOf(parts=(Not(part=first), Not(part=second)))
    assert evaluate(denied, subject, several) is evaluate(either, subject, several)


@given(st.lists(CONDITIONS, min_size=1, max_size=4).flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))),
       resources(), SEVERAL)  # fmt: skip
def test_the_order_of_parts_never_counts(both, subject, several):
    written, shuffled = (tuple(parts) for parts in both)
    for kind in (All, AnyOf):
        assert evaluate(kind(parts=written), subject, several) is evaluate(kind(parts=shuffled), subject, several)


@given(CONDITIONS, resources(), SEVERAL)
def test_there_is_a_reason_exactly_where_a_condition_is_undecided(condition, subject, several):
    is_undecided = evaluate(condition, subject, several) is Truth.UNDECIDED
    assert bool(why_undecided(condition, subject, several)) is is_undecided


@given(CONDITIONS, resources())
def test_a_requirement_has_a_fault_exactly_where_its_condition_does_not_hold(condition, subject):
    fault = requirement_fault(Requirement(key="x", condition=condition, code=Code.INVALID), subject)
    named = {test.subject.name for test in each_test_in(condition) if isinstance(test.subject, AttributeSubject)}
    if named <= set(subject.attributes):
        expected = {Truth.HOLDS: None, Truth.FAILS: State.VIOLATION, Truth.UNDECIDED: State.UNDECIDED}
        state = fault.state if fault is not None else None
        assert state is expected[evaluate(condition, subject, Several.ALL)]
    else:
        assert fault is None


@given(tag_tests(), CLOUDS)
def test_a_test_in_a_clouds_spelling_stays_as_it_is_when_spelled_again(test, cloud):
    once = localised(test, cloud)
    again = localised(Test(subject=test.subject, operator=test.operator, operands=once), cloud)
    assert again == once
