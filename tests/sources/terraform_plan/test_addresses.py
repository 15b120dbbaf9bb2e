"""Addresses are taken apart by their grammar: keys may hold dots, brackets and quotes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.sources.terraform_plan.address import block_name, module_of, module_path

NAMES = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name != "module")
KEYS = st.one_of(
    st.none(),
    st.integers(min_value=0, max_value=999),
    st.text(alphabet=st.one_of(st.sampled_from('.[]"\\ $%{}/:é#'), st.characters(exclude_categories=["Cs", "Cc"]))),
)


def index(key):
    """An instance key as Terraform writes it."""
    return "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"


STEPS = st.lists(st.tuples(NAMES, KEYS), max_size=4)


def module_address(steps):
    return ".".join(f"module.{name}{index(key)}" for name, key in steps)


@given(STEPS)
def test_the_path_of_a_module_is_the_names_of_its_calls(steps):
    assert module_path(module_address(steps)) == tuple(name for name, _ in steps)


@given(STEPS, NAMES, NAMES, KEYS)
def test_an_address_is_its_module_and_its_block(steps, kind, name, key):
    module = module_address(steps)
    local = f"{kind}.{name}{index(key)}"
    address = f"{module}.{local}" if module else local
    assert module_of(address) == module
    assert block_name(address, module) == name


@given(st.text())
def test_no_text_is_too_strange(text):
    assert isinstance(module_path(text), tuple)
    assert text.startswith(module_of(text))
    assert isinstance(block_name(text, module_of(text)), str)


@pytest.mark.parametrize(
    ("address", "module", "name"),
    [
        ("aws_s3_bucket.a", "", "a"),
        ('aws_s3_bucket.a["eu-central-1a"]', "", "a"),
        ('aws_s3_bucket.a["a.b"]', "", "a"),
        ('aws_s3_bucket.a["module.x.aws_y.z"]', "", "a"),
        ('module.m["a.b"].aws_s3_bucket.a[0]', 'module.m["a.b"]', "a"),
        ('module.m["a\\"].b"].module.n[3].aws_s3_bucket.a', 'module.m["a\\"].b"].module.n[3]', "a"),
    ],
)
def test_addresses_that_plans_hold(address, module, name):
    assert module_of(address) == module
    assert block_name(address, module) == name
