"""What holds resources: the tree that Azure's rows tell, however much of it the identity may see."""

from hypothesis import given
from hypothesis import strategies as st
from local_azure import Azure, chain, management_group

from costguard.model.inventory import Container, ContainerKind
from costguard.sources.azure.cutting import cut
from costguard.sources.azure.estate import estate_of
from costguard.sources.azure.failures import seconds_of

words = st.text(st.characters(codec="ascii", exclude_characters="/"), min_size=1, max_size=8)


def by_kind(containers: tuple[Container, ...], kind: ContainerKind) -> list[Container]:
    return [container for container in containers if container.kind is kind]


def test_the_groups_above_a_subscription_are_known_where_only_it_names_them():
    azure = Azure()
    azure.add_subscription("s1", "Shop", managementGroupAncestorsChain=chain("Prod", "Root"))
    folders = by_kind(estate_of(azure.containers).containers, ContainerKind.FOLDER)
    assert [(folder.id, folder.parent, folder.path) for folder in folders] == [
        ("mg-root", "", "Root"),
        ("mg-prod", "mg-root", "Root/Prod"),
    ]


def test_of_a_group_that_is_seen_twice_the_longer_way_holds():
    rows = [management_group("Prod"), management_group("Dev", "Prod", "Root")]
    folders = by_kind(estate_of(rows).containers, ContainerKind.FOLDER)
    assert [folder.path for folder in folders] == ["Root", "Root/Prod", "Root/Prod/Dev"]


def test_management_groups_have_no_tags_that_anybody_could_read():
    assert estate_of([management_group("Root")]).containers[0].tags is None


def test_a_group_whose_subscription_is_not_told_has_it_as_its_path():
    azure = Azure()
    azure.add_group("s1", "RG")
    assert estate_of(azure.containers).containers[0].path == "s1/RG"


def test_of_others_nothing_is_told_where_some_were_asked_for():
    azure = Azure()
    for key in ("s1", "s2"):
        azure.add_subscription(key)
        azure.add_group(key, "rg")
    estate = estate_of(azure.containers, ("s2",))
    assert estate.subscriptions == ("s2",)
    assert [container.id for container in estate.containers] == ["s2", "s2/rg"]


@given(st.lists(st.lists(words, min_size=1, max_size=4, unique_by=str.lower), max_size=6))
def test_every_path_but_the_first_goes_on_from_its_parents(lines: list[list[str]]):
    azure = Azure()
    for number, line in enumerate(lines):
        # A name stands in one place of the tree: what is above is a part of it.
        names = [">".join(line[: depth + 1]) for depth in range(len(line))]
        above = chain(*reversed(names))
        azure.add_subscription(f"s{number}", f"Sub {number}", managementGroupAncestorsChain=above)
        azure.add_group(f"s{number}", "rg")
    containers = estate_of(azure.containers).containers
    paths = {container.id: container.path for container in containers}
    assert len(paths) == len(containers)
    for container in containers:
        expected = f"{paths[container.parent]}/{container.name}" if container.parent else container.name
        assert container.path == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["microsoft.management/managementgroups", "microsoft.resources/subscriptions"]),
                "name": st.text(max_size=4) | st.none(),
                "subscriptionId": st.text(max_size=4),
                "tags": json_values,
                "properties": json_values
                | st.fixed_dictionaries({"managementGroupAncestorsChain": json_values, "details": json_values}),
            }
        )
    )
)
def test_rows_of_any_shape_are_no_reason_to_fail(rows: list[dict]):
    estate = estate_of(rows)
    told = {row["subscriptionId"].lower() for row in rows if row["type"].endswith("subscriptions")}
    assert set(estate.subscriptions) == told - {""}


ids = st.lists(st.uuids().map(str), unique=True, max_size=600)


@given(ids)
def test_cutting_loses_and_doubles_no_subscription(subscriptions: list[str]):
    parts = cut(subscriptions)
    assert sorted(each for part in parts.values() for each in part) == sorted(subscriptions)
    assert len(parts) <= 256


@given(ids, st.randoms(use_true_random=False))
def test_the_order_in_which_subscriptions_are_told_cuts_nothing_otherwise(subscriptions: list[str], chance):
    shuffled = list(subscriptions)
    chance.shuffle(shuffled)
    assert list(cut(shuffled).items()) == list(cut(subscriptions).items())


def test_one_subscription_gives_its_scope_its_own_name():
    assert cut(["s1"]) == {"s1": ("s1",)}


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_is_read_in_seconds(hours: int, minutes: int, seconds: int):
    assert seconds_of(f"{hours:02}:{minutes:02}:{seconds:02}") == hours * 3600 + minutes * 60 + seconds


@given(st.none() | st.text(st.characters(exclude_characters=":")))
def test_what_is_no_duration_has_no_seconds(text: str | None):
    assert seconds_of(text) is None
