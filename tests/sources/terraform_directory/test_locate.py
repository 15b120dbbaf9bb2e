"""Findings point at the block that a resource comes from, wherever its module's code lies."""

import json

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage
from costguard.model.location import Location
from costguard.model.resource import Resource
from costguard.sources.terraform_directory.locate import BlockLocations

BUCKET = 'resource "aws_s3_bucket" "{name}" {{\n  bucket = "b"\n}}\n'


def bucket(address, *, module="", part_of=""):
    return Resource(address=address, type="aws_s3_bucket", cloud=Cloud.AWS, module=module, part_of=part_of)


@pytest.fixture
def write(tmp_path):
    def write_file(path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write_file


@pytest.fixture
def place(tmp_path):
    """Where a resource's block is, as `file:line` below the root; None where it is not found."""

    def locate(address, **more):
        found = BlockLocations(tmp_path).location(bucket(address, **more))
        if found is None:
            return None
        return str(found).removeprefix(f"{tmp_path.as_posix()}/")

    return locate


def test_a_block_is_found_in_any_file_of_the_root(write, place):
    write("main.tf", "# a comment\n\n" + BUCKET.format(name="a"))
    write("more.tofu", BUCKET.format(name="b"))
    assert place("aws_s3_bucket.a") == "main.tf:3"
    assert place("aws_s3_bucket.b") == "more.tofu:1"


@pytest.mark.parametrize("index", ["[0]", '["a"]', '["eu-central-1a"]', '["a.b"]', '["x].aws_s3_bucket.b"]'])
def test_every_instance_of_a_block_is_at_the_block(write, place, index):
    write("main.tf", BUCKET.format(name="a") + BUCKET.format(name="b"))
    assert place(f"aws_s3_bucket.a{index}") == "main.tf:1"


def test_a_part_is_where_its_owner_is(write, place):
    write("main.tf", BUCKET.format(name="a"))
    assert place("aws_s3_bucket.a[0]#tag_specifications[volume]", part_of="aws_s3_bucket.a[0]") == "main.tf:1"


def test_a_block_of_the_same_name_and_another_type_is_another(write, place):
    write("main.tf", 'resource "aws_instance" "a" {}\ndata "aws_s3_bucket" "a" {}\n')
    assert place("aws_s3_bucket.a") is None


def test_files_of_other_kinds_are_not_read(write, place):
    write("main.tf.json", BUCKET.format(name="a"))
    write("notes.md", BUCKET.format(name="a"))
    assert place("aws_s3_bucket.a") is None


def test_local_modules_are_followed(write, place):
    write("main.tf", 'module "outer" {\n  source = "./modules/outer"\n}\n')
    write("modules/outer/main.tf", 'module "inner" {\n  for_each = {}\n  source   = "../inner"\n}\n')
    write("modules/inner/main.tf", "\n" + BUCKET.format(name="a"))
    address = 'module.outer["a.b"].module.inner[0]'
    assert place(f"{address}.aws_s3_bucket.a", module=address) == "modules/outer/../inner/main.tf:2"


def test_the_name_of_a_module_does_not_leak_into_the_next_block(write, place):
    write("main.tf", 'module "a" {\n}\nresource "x" "y" {\n  source = "./modules/a"\n}\n')
    write("modules/a/main.tf", BUCKET.format(name="a"))
    assert place("module.a.aws_s3_bucket.a", module="module.a") is None


@pytest.mark.parametrize("source", ["terraform-aws-modules/s3-bucket/aws", "git::https://example.com/a.git", "/etc"])
def test_a_module_from_elsewhere_is_not_guessed_at(write, place, source):
    write("main.tf", f'module "a" {{\n  source = "{source}"\n}}\n' + BUCKET.format(name="a"))
    assert place("module.a.aws_s3_bucket.a", module="module.a") is None


def test_a_module_that_init_has_fetched_is_where_init_put_it(write, place):
    modules = [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "a", "Source": "registry.terraform.io/x/y/aws", "Dir": ".terraform/modules/a"},
        {"Key": "a.b", "Source": "./b", "Dir": ".terraform/modules/a/b"},
    ]
    write(".terraform/modules/modules.json", json.dumps({"Modules": modules}))
    write(".terraform/modules/a/main.tf", BUCKET.format(name="a"))
    write(".terraform/modules/a/b/main.tf", "\n\n" + BUCKET.format(name="a"))
    write("main.tf", 'module "a" {\n  source = "x/y/aws"\n}\n')
    assert place("module.a.aws_s3_bucket.a", module="module.a") == ".terraform/modules/a/main.tf:1"
    assert place("module.a.module.b.aws_s3_bucket.a", module="module.a.module.b") == ".terraform/modules/a/b/main.tf:3"


@pytest.mark.parametrize("manifest", ["", "{", "[]", "null", '{"Modules": 5}', '{"Modules": [{}]}'])
def test_a_manifest_that_cannot_be_read_is_as_good_as_none(write, place, manifest):
    write(".terraform/modules/modules.json", manifest)
    write("main.tf", 'module "a" {\n  source = "./a"\n}\n')
    write("a/main.tf", BUCKET.format(name="a"))
    assert place("module.a.aws_s3_bucket.a", module="module.a") == "a/main.tf:1"


def test_a_file_that_is_not_utf_8_hides_nothing(tmp_path, place):
    (tmp_path / "main.tf").write_bytes(b"# caf\xe9\n" + BUCKET.format(name="a").encode())
    assert place("aws_s3_bucket.a") == "main.tf:2"


def test_resources_come_back_with_their_places(write, tmp_path):
    file = write("main.tf", BUCKET.format(name="a"))
    found = list(BlockLocations(tmp_path).located([bucket("aws_s3_bucket.a"), bucket("aws_s3_bucket.b")]))
    assert [each.location for each in found] == [Location(file=file.as_posix(), line=1), None]
    assert [each.address for each in found] == ["aws_s3_bucket.a", "aws_s3_bucket.b"]


def test_a_folder_that_is_not_there_is_bad_usage(tmp_path):
    with pytest.raises(BadUsage, match=r"^--terraform-dir .* is no folder; give the folder of the root module$"):
        BlockLocations(tmp_path / "none")
