"""Attacks on signed records: another's key or name, another time, another request, a name that is many."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from attack_world import POLICY, SIGNERS, machine, said
from git_repository import git, needs_git
from ssh_keys import needs_ssh_keygen, vouch

pytestmark = [needs_git, needs_ssh_keygen]

FINN = "finn@acme.example"


def test_a_record_of_a_member_lets_it_pass(world):
    assert world.verify_records().code == 3
    world.signs(FINN)
    assert world.verify_records().code == 0


class TestWhoSigned:
    """A name counts only with a key that the base branch vouches for, under that very name."""

    def test_a_strangers_key_is_not_the_members(self, world):
        world.signs(FINN, key="stranger")
        ran = world.verify_records()
        assert (ran.code, "is signed by no key" in said(ran)) == (3, True)

    def test_a_key_that_the_change_itself_adds_signs_for_nobody(self, world):
        world.signs(FINN, key="stranger")
        signers = (world.job / SIGNERS).read_text()
        world.edits({SIGNERS: signers + vouch(FINN, world.keys["stranger"])})
        assert world.verify_records().code == 3
        world.merges({SIGNERS: signers + vouch(FINN, world.keys["stranger"])})
        git(world.job, "merge", "-q", "origin/main")
        assert world.verify_records().code == 0

    @pytest.mark.parametrize("pattern", ["*", "f*", "finn@*", "*,!finn", "?inn@acme.example"])
    def test_a_wildcard_makes_no_key_anybodys(self, world, pattern):
        world.has_key(pattern, "mallory")
        world.signs(FINN, key="mallory")
        ran = world.verify_records()
        assert (ran.code, "is signed by no key" in said(ran)) == (3, True)

    def test_a_key_for_commits_only_signs_no_approval(self, world):
        world.has_key(FINN, "laptop", 'namespaces="git"')
        world.signs(FINN, key="laptop")
        ran = world.verify_records()
        assert (ran.code, "for other purposes" in said(ran)) == (3, True)

    @pytest.mark.parametrize("name", ["*", "finn*", "-oProxyCommand=touch x", "#finn", "finn@acme.example,ana",
                                      '"finn"', " finn", "fi\nnn", "!ana"])  # fmt: skip
    def test_what_is_no_name_signs_nothing(self, world, name):
        (world.job.parent / "report.json").write_text(json.dumps(world.report()))
        ran = world.costguard("approve", str(world.job.parent / "report.json"), f"--as={name}", "--key",
                              str(world.keys["finn"]), "--reason", "x")  # fmt: skip
        assert (ran.code, ran.err.startswith("costguard: "), (world.job / ".costguard/approvals").exists()) == (
            2,
            True,
            False,
        )

    @pytest.mark.parametrize("name", ["*", "finn*", "-oProxyCommand=touch x", "finn@acme.example,ana"])
    def test_what_is_no_name_is_verified_as_nobody(self, world, name):
        path = Path(world.signs(FINN))
        assert world.verify_records().code == 0
        path.write_text(path.read_text().replace(f'"by": "{FINN}"', f'"by": {json.dumps(name)}'))
        assert f'"by": {json.dumps(name)}' in path.read_text()
        assert world.verify_records().code == 3


class TestTheAuthorsOwnNames:
    """Whoever made the change does not sign for it, under whichever name of theirs."""

    @pytest.fixture
    def ana_signs(self, world):
        """Ana's principal stands in the group; it is her login."""

        def make(people):
            grouped = POLICY.replace('"fay#583232"]', '"fay#583232", ana]')
            world.merges({"costguard.yaml": grouped.replace("people: {", f"people: {{{people}")})
            world.forge.users["ana"]["id"] = 1
            world.signs("ana", key="ana")
            return world

        return make

    @pytest.mark.parametrize(
        "people",
        ["", 'Ana Lima: ["ana#1"], ', 'Ana Lima: ["ana#1", ana], ', 'Ana Lima: ["ana#1", "ana-at-home#2"], ',
         'ana: ["ana#1"], '],
        ids=["no people", "a number", "a number and a name", "two numbers", "her login"],
    )  # fmt: skip
    @pytest.mark.parametrize("told", ["ana", "ana#1", "Ana"])
    def test_the_author_does_not_sign_under_their_own_login(self, ana_signs, people, told):
        ran = ana_signs(people).verify_records(author=told)
        # Where `ana` is a person of the policy, that is who stands in the group, and her key is none of her accounts.
        why = "is of nobody in `finops`" if people.startswith("ana:") else "is of the change's own author"
        assert (ran.code, why in said(ran)) == (3, True)

    @pytest.mark.parametrize("told", ["ana-at-home", "ana-at-home#2"])
    def test_the_author_does_not_sign_with_the_name_of_another_account(self, ana_signs, told):
        ran = ana_signs('Ana Lima: ["ana#1", "ana-at-home#2"], ').verify_records(author=told)
        assert (ran.code, "is of the change's own author" in said(ran)) == (3, True)

    def test_somebody_else_is_not_taken_for_the_author(self, ana_signs):
        world = ana_signs('Ana Lima: ["ana#1", "ana-at-home#2"], ')
        assert world.verify_records(author="carl#3").code == 0

    @pytest.mark.parametrize("people", ['Finn Berg: ["finn#583231"]', 'finn: ["finn#583231"]'])
    def test_one_person_who_comments_and_signs_is_one_person(self, world, people):
        two = POLICY.replace("count: 1", "count: 2").replace("finn@acme.example]", "finn]", 1)
        world.merges({"costguard.yaml": two.replace('finn: ["finn#583231", finn@acme.example]', people)
                      .replace('"finn#583231", finn@acme.example', '"finn#583231", finn')})  # fmt: skip
        world.has_key("finn", "finn")
        world.approves("finn")
        world.signs("finn")
        records = ("--approvals", str(world.job.parent / "records"), "--allowed-signers", SIGNERS)
        ran = world.verify(*records)
        assert (ran.code, "1/2" in said(ran) or "1 of 2" in said(ran) or "(1)" in said(ran)) == (3, True)
        world.approves("fay")
        assert world.verify(*records).code == 0

    def test_a_name_that_can_be_nobodys_login_is_told_apart_by_people_only(self, world):
        world.merges({"costguard.yaml": POLICY.replace(", finn@acme.example]}", "]}")})
        world.signs(FINN)
        ran = world.verify_records(author="ana#1")
        assert (ran.code, "list it under `people`" in said(ran)) == (3, True)

    def test_where_nobody_tells_whose_the_change_is_nobody_signs(self, world):
        world.signs(FINN)
        assert world.verify_records(who=("--author", "ana")).code == 3
        assert world.verify_records().code == 0


class TestWhatWasSigned:
    """A record says what its signer signed, for one request and one plan."""

    def test_a_record_for_another_request_counts_for_nothing(self, world):
        world.signs(FINN, change="github:acme/shop#99")
        ran = world.verify_records()
        assert (ran.code, "was given for github:acme/shop#99" in said(ran)) == (3, True)

    @pytest.mark.parametrize("change", ["", "github:acme/shop#11"])
    def test_a_record_that_is_rewritten_for_this_request_is_not_what_was_signed(self, world, change):
        path = Path(world.signs(FINN, change="github:acme/shop#99"))
        path.write_text(path.read_text().replace("github:acme/shop#99", change))
        ran = world.verify_records()
        assert (ran.code, "was changed after it was signed" in said(ran) or "was given for" in said(ran)) == (3, True)

    def test_a_record_of_another_plan_counts_for_nothing(self, world):
        dear = world.plans(machine("m5.24xlarge"), "dear.json")
        world.signs(FINN)
        assert world.verify_records().code == 0
        ran = world.verify_records(plan=dear)
        assert (ran.code, "approves another plan" in said(ran)) == (3, True)

    def test_another_digest_in_a_record_is_not_what_was_signed(self, world):
        path = Path(world.signs(FINN, plan=world.plans(machine("m5.2xlarge"), "cheap.json")))
        document = json.loads(path.read_text())
        document["record"] |= {"digest": world.digest(), "subject": world.report()["approvals"]["subject"]}
        path.write_text(json.dumps(document))
        assert world.verify_records().code == 3

    def test_two_records_in_one_are_none(self, world):
        path = Path(world.signs(FINN))
        path.write_text(path.read_text().replace('"record": {', '"record": {"by": "ana", ', 1))
        assert world.verify_records().code == 3

    def test_a_record_that_was_taken_back_counts_for_nothing(self, world):
        world.signs(FINN)
        assert world.verify_records().code == 0
        world.signs(FINN, "--revoke")
        ran = world.verify_records()
        assert (ran.code, "was taken back" in said(ran)) == (3, True)


class TestTimes:
    """A record and the key that signed it hold for a time."""

    def test_a_record_ends_when_the_policy_says_or_before(self, world):
        world.signs(FINN, "--expires", "2h")
        later = world.forge.now
        assert world.verify_records(now=later + timedelta(hours=1)).code == 0
        ran = world.verify_records(now=later + timedelta(hours=2))
        assert (ran.code, "expired on" in said(ran)) == (3, True)

    def test_no_record_outlives_the_policys_time(self, world):
        world.signs(FINN, "--expires", "30d")
        assert world.verify_records(now=world.forge.now + timedelta(hours=73)).code == 3

    def test_a_record_of_the_future_does_not_count(self, world):
        before = world.now
        world.forge.now += timedelta(hours=1)
        world.signs(FINN)
        assert world.verify_records().code == 0
        assert world.verify_records(now=before).code == 3

    @pytest.mark.parametrize(
        ("option", "why"),
        [('valid-before="20260101"', "of a key that had expired"), ('valid-after="20990101"', "not valid yet")],
    )
    def test_a_key_out_of_its_time_signs_nothing(self, world, option, why):
        world.merges({SIGNERS: vouch(FINN, world.keys["finn"], option)})
        world.signs(FINN)
        ran = world.verify_records()
        assert (ran.code, why in said(ran)) == (3, True)

    def test_a_key_that_ends_between_signing_and_applying_is_no_key(self, world):
        end = world.now + timedelta(hours=1)
        world.merges({SIGNERS: vouch(FINN, world.keys["finn"], f'valid-before="{end:%Y%m%d%H%M%S}"')})
        world.signs(FINN)
        assert world.verify_records(now=end - timedelta(minutes=1)).code == 0
        assert world.verify_records(now=end + timedelta(minutes=1)).code == 3

    def test_a_record_cannot_be_dated_back_to_when_the_key_was_good(self, world):
        world.merges({SIGNERS: vouch(FINN, world.keys["finn"], 'valid-before="20260101"')})
        world.forge.now = world.forge.now.replace(year=2025)
        world.signs(FINN)
        now = world.forge.now.replace(year=2026)
        assert world.verify_records(now=now).code == 3


class TestWhereRecordsLie:
    """A record comes with the change, and is only ever read."""

    @pytest.mark.parametrize("name", ["../../outside", "/outside", "..", "a/../../b", "con\\..\\x"])
    def test_a_name_never_becomes_a_path(self, world, name):
        (world.job.parent / "report.json").write_text(json.dumps(world.report()))
        before = sorted(path.name for path in world.job.parent.iterdir())
        ran = world.costguard("approve", str(world.job.parent / "report.json"), f"--as={name}", "--key",
                              str(world.keys["finn"]), "--reason", "x", "--change", world.change)  # fmt: skip
        assert sorted(path.name for path in world.job.parent.iterdir()) == before
        assert ran.code in (0, 2)
        written = list((world.job / ".costguard" / "approvals").glob("*")) if ran.code == 0 else []
        assert all(path.parent == world.job / ".costguard" / "approvals" for path in written)
        assert len(written) == (1 if ran.code == 0 else 0)

    def test_a_record_is_no_edit_of_what_judges_and_nothing_else_hides_beside_it(self, world):
        world.edits({".costguard/approvals/a.json": "{}"})
        assert [each["rule"] for each in world.report()["findings"]] == ["large"]
        world.edits({".costguard/approvals/policy.yaml": "version: 1\n"})
        assert ".costguard/approvals/policy.yaml" in {each["address"] for each in world.report()["findings"]}

    def test_a_folder_of_nonsense_is_passed_over(self, world):
        folder = world.job.parent / "records"
        (folder / "big.json").write_text("[" * 100_000)
        (folder / "link.json").symlink_to("/dev/zero")
        (folder / "null.json").write_text('{"schema": "costguard/approval/v1", "record": null, "signature": ""}')
        (folder / "bytes.json").write_bytes(b"\xff\xfe\x00")
        world.signs(FINN)
        assert world.verify_records().code == 0
