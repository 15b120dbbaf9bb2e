"""Damaged and hostile files: refused in one sentence, never read otherwise than another program would."""

import gzip
import hashlib
import json
import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plan_builder import PLANS, block, plan, read, resources
from refusals import refusal

from costguard.model.errors import BadInput
from costguard.sources.terraform_plan.read import read_plans

WHOLE = (PLANS / "unknown_tags" / "plan.json").read_bytes()


def with_body(text):
    """A plan with one bucket whose planned values are this JSON text."""
    document = json.dumps(plan(block("aws_s3_bucket", after={"BODY": 0})))
    return document.replace('{"BODY": 0}', text)


class TestAmbiguousJson:
    def test_a_key_with_two_values_is_refused(self):
        sentence = refusal(with_body('{"tags": {"Owner": "x", "Owner": "y"}}'))
        assert "the key `Owner` stands twice in one object, with two values" in sentence

    def test_a_key_that_stands_twice_with_one_value_is_harmless(self):
        """Converters that merge provider blocks write such plans."""
        (bucket,) = resources(with_body('{"tags": {"Owner": "x", "Owner": "x"}}'))
        assert bucket.tags.entries["Owner"].value == "x"

    def test_two_sets_of_changes_are_refused(self):
        sentence = refusal('{"format_version":"1.2","resource_changes":[{"address":"a"}],"resource_changes":[]}')
        assert "resource_changes" in sentence

    def test_a_long_key_is_cut_in_the_message(self):
        key = "k" * 5000
        assert len(refusal(with_body(f'{{"{key}": 1, "{key}": 2}}'))) < 400

    @pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400, "-" + "9" * 400, "9" * 5000])
    def test_a_number_that_no_float_holds_is_refused(self, number):
        sentence = refusal(with_body(f'{{"size": {number}}}'))
        assert "is too large" in sentence or "out of range" in sentence.lower()
        assert len(sentence) < 400

    @pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
    def test_what_is_no_json_number_is_refused(self, constant):
        assert "write it again" in refusal(with_body(f'{{"size": {constant}}}'))

    @pytest.mark.parametrize("depth", [10_000, 200_000])
    def test_endless_nesting_is_refused(self, depth):
        assert "nested too deeply" in refusal(with_body("[" * depth + "]" * depth))
        assert "nested too deeply" in refusal(with_body('{"a":' * depth + "1" + "}" * depth))

    def test_a_lone_surrogate_is_refused(self):
        assert "is not valid JSON" in refusal(with_body('{"tags": {"Owner": "\\ud800"}}'))


class TestDamagedText:
    @pytest.mark.parametrize("damage", [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\x80"])
    def test_what_is_not_utf_8_is_refused_with_its_place(self, damage):
        assert "is not UTF-8 text (near byte" in refusal(b'{"format_version":"1.2","x":"' + damage + b'"}')

    @settings(max_examples=60, deadline=None)
    @given(st.integers(min_value=1, max_value=len(WHOLE.rstrip()) - 1))
    @example(1)
    @example(len(WHOLE.rstrip()) - 1)
    def test_a_plan_cut_anywhere_is_refused(self, length):
        assert "write it again" in refusal(WHOLE[:length])

    @pytest.mark.parametrize("text", ["{", '{"a"', '{"a":', '{"a":1,', '{"a":1,}', "{'a': 1}", '{"a":01}'])
    def test_text_that_is_nearly_json_is_refused_with_line_and_column(self, text):
        assert "it is not complete JSON (line 1, column" in refusal(text)

    def test_a_null_byte_in_a_string_is_refused(self):
        assert "write it again" in refusal(with_body('{"tags": {"Owner": "\0"}}'))

    def test_a_huge_text_is_no_trouble(self):
        long = "v" * 3_000_000
        (bucket,) = resources(plan(block("aws_s3_bucket", after={"tags": {"Owner": long}})))
        assert bucket.tags.entries["Owner"].value == long


class TestShapes:
    @pytest.mark.parametrize(
        "change",
        [
            {"resource_changes": {}},
            {"resource_changes": [None]},
            {"resource_changes": [{"address": "aws_s3_bucket.a"}]},
            {"resource_changes": [{"address": 5, "change": {}}]},
            {"resource_changes": [{"address": "a", "change": {"actions": "create"}}]},
            {"resource_changes": [{"address": "a", "change": None}]},
            {"resource_changes": [{"address": "a", "change": {}, "type": None}]},
            {"resource_changes": "none"},
        ],
    )
    def test_changes_of_another_shape_are_refused(self, change):
        assert "is not shaped like a Terraform plan" in refusal(plan() | change)

    @pytest.mark.parametrize("after", [[], "text", 5, True])
    def test_planned_values_that_are_no_object_are_refused_with_the_address(self, after):
        assert "the planned values of aws_s3_bucket.this are not an object" in refusal(
            plan(block("aws_s3_bucket", after=after))
        )

    @pytest.mark.parametrize("mask", [True, False, None, [], "x", 5, {"tags": 5}, {"tags": {"A": {"deep": 1}}}])
    def test_masks_of_another_shape_never_make_more_known_than_the_values(self, mask):
        document = plan(block("aws_s3_bucket", after={"tags": {"A": "a"}}, sensitive=mask))
        document["resource_changes"][0]["change"]["after_unknown"] = mask
        (bucket,) = resources(document)
        assert {tag.value for tag in bucket.tags.entries.values()} <= {"a", None}


class TestFiles:
    def bad_path(self, path):
        with pytest.raises(BadInput) as caught:
            read_plans(str(path))
        return str(caught.value).replace(str(path), "PATH")

    def test_a_missing_file_says_how_to_make_it(self, tmp_path):
        says = "there is no file PATH; make it with `terraform show -json tfplan > PATH`"
        assert self.bad_path(tmp_path / "plan.json") == says

    def test_a_folder_is_no_plan(self, tmp_path):
        assert self.bad_path(tmp_path).startswith("PATH is a directory; give the plan's JSON file")

    def test_a_file_that_may_not_be_read_says_why(self, tmp_path):
        path = tmp_path / "plan.json"
        path.write_bytes(WHOLE)
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("this user may read every file")
        assert self.bad_path(path) == "cannot read PATH: Permission denied"

    def test_a_name_below_a_file_says_why(self, tmp_path):
        (tmp_path / "file").touch()
        assert self.bad_path(tmp_path / "file" / "plan.json") == "cannot read PATH: Not a directory"

    def test_a_name_that_no_file_can_have_is_refused(self):
        assert self.bad_path("a\0b").startswith("cannot read PATH")


class TestSize:
    @pytest.fixture(autouse=True)
    def _small_limit(self, monkeypatch):
        monkeypatch.setattr("costguard.sources.terraform_plan.input_bytes.MAX_BYTES", 10_000)

    def test_a_file_over_the_limit_is_refused(self):
        assert "is larger than" in refusal(json.dumps(plan()) + " " * 10_000)

    def test_a_zip_bomb_is_refused_before_it_is_unzipped(self):
        assert "unzips to more than" in refusal(gzip.compress(b" " * 5_000_000))

    def test_a_zip_bomb_of_many_members_is_refused(self):
        assert "unzips to more than" in refusal(gzip.compress(b" " * 6_000) * 2)

    def test_a_file_at_the_limit_is_read(self):
        assert resources(json.dumps(plan()).ljust(10_000)) == ()
        assert resources(gzip.compress(json.dumps(plan()).ljust(10_000).encode())) == ()

    def test_a_gzip_file_that_ends_early_is_refused(self):
        assert "is a gzip file that ends too early" in refusal(gzip.compress(WHOLE[:9000])[:-9])

    @pytest.mark.parametrize("tail", [b"oops", b"\x1f\x8bjunk"])
    def test_a_gzip_file_with_something_behind_it_is_refused(self, tail):
        assert "cannot be unzipped" in refusal(gzip.compress(json.dumps(plan()).encode()) + tail)


class TestDigest:
    def test_it_is_of_the_bytes_as_they_were_given(self):
        zipped = gzip.compress(WHOLE)
        assert read(zipped).input.digest == f"sha256:{hashlib.sha256(zipped).hexdigest()}"

    def test_a_large_input_has_the_same_kind_of_digest(self):
        large = WHOLE + b" " * (1 << 21)
        assert read(large).input.digest == f"sha256:{hashlib.sha256(large).hexdigest()}"

    def test_the_input_names_the_terraform_that_planned(self):
        assert read(WHOLE).input.terraform_version == "1.11.4"
