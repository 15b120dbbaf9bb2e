"""What lies in what."""

import pytest

from costguard.model.inventory import ContainerKind
from costguard.sources.gcp.hierarchy import Hierarchy, Node, containers_of, lies_in


def project(number: int, name: str, parent: str) -> Node:
    return Node(ContainerKind.ACCOUNT, f"projects/{number}", name, name.title(), parent, {"owner": name})


def folder(number: int, title: str, parent: str) -> Node:
    return Node(ContainerKind.FOLDER, f"folders/{number}", f"folders/{number}", title, parent)


def hierarchy(*nodes: Node) -> Hierarchy:
    return Hierarchy({node.name: node for node in nodes})


ROOT = Node(ContainerKind.ORGANIZATION, "organizations/9", "organizations/9", "shop.example")
PROD = folder(1, "Prod", "organizations/9")
EMPTY = folder(3, "Empty", "folders/1")
CART = project(101, "cart", "folders/1")
LONER = project(102, "loner", "")
BELOW_UNSEEN = project(103, "below", "folders/77")
SHOP = hierarchy(ROOT, PROD, EMPTY, CART, LONER, BELOW_UNSEEN)


@pytest.mark.parametrize(
    ("node", "scope", "inside"),
    [
        (CART, "folders/1", True),
        (CART, "organizations/9", True),
        (CART, "folders/3", False),
        (CART, "organizations/8", False),
        (LONER, "organizations/9", False),
        (BELOW_UNSEEN, "folders/77", True),
        (BELOW_UNSEEN, "organizations/9", None),
    ],
)
def test_whether_a_project_lies_in_a_scope_is_known_only_up_to_what_can_be_seen(node, scope, inside):
    assert lies_in(SHOP, node, scope) is inside


def test_folders_that_hold_each_other_end():
    one, two = folder(1, "One", "folders/2"), folder(2, "Two", "folders/1")
    assert lies_in(hierarchy(one, two), one, "organizations/9") is None


def test_a_project_is_found_by_id_and_by_number():
    assert SHOP.project("cart") == CART
    assert SHOP.project("101") == CART
    assert SHOP.project("nobody") is None
    assert SHOP.project_ids == {"101": "cart", "102": "loner", "103": "below"}


def test_containers_are_the_projects_and_all_that_holds_them():
    found = [(each.kind, each.id, each.parent, each.path, each.tags) for each in containers_of(SHOP, (CART,))]
    assert found == [
        (ContainerKind.ORGANIZATION, "organizations/9", "", "shop.example", {}),
        (ContainerKind.FOLDER, "folders/1", "organizations/9", "shop.example/Prod", {}),
        (ContainerKind.ACCOUNT, "cart", "folders/1", "shop.example/Prod/Cart", {"owner": "cart"}),
    ]


def test_a_scope_brings_its_folders_even_without_projects():
    assert [each.id for each in containers_of(SHOP, (), "organizations/9")] == [
        "organizations/9",
        "folders/1",
        "folders/3",
    ]


def test_what_cannot_be_seen_goes_by_its_number():
    found = [(each.id, each.name, each.path, each.tags) for each in containers_of(SHOP, (BELOW_UNSEEN,))]
    assert found == [("folders/77", "", "77", None), ("below", "Below", "77/Below", {"owner": "below"})]
