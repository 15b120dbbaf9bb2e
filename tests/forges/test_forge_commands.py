"""Commands in comments: what is one, what is none, and what its author is told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.forges.commands import Command, read_commands
from costguard.model.approval import Act

DIGEST = "sha256:" + "a1" * 32


def test_an_approval_quotes_the_digest_and_may_name_a_ceiling_and_a_reason():
    read = read_commands(f"/costguard approve {DIGEST} ceiling=1500 reason=the Q4 launch, a=b is agreed")
    assert read == (Command(Act.APPROVE, DIGEST, Decimal(1500), "the Q4 launch, a=b is agreed"),)


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("ok ceiling=1600", "`ceiling=` stands within the reason, which comes last; put it before `reason=`"),
        ("why you agree", "`reason=why you agree` is what was to be filled in; say why"),
    ],
)
def test_what_was_meant_otherwise_than_it_was_written_is_told(reason, problem):
    (read,) = read_commands(f"/costguard approve {DIGEST} reason={reason}")
    assert read.problem == problem


def test_a_bare_digest_is_an_approval_of_exactly_that():
    assert read_commands(f"/costguard approve {DIGEST}") == (Command(Act.APPROVE, DIGEST),)


def test_what_was_approved_can_be_taken_back_and_the_glass_be_broken():
    read = read_commands(
        f"/costguard revoke {DIGEST} reason=too dear\r\n/costguard break-glass {DIGEST} ticket=INC-1 reason=outage"
    )
    assert read == (
        Command(Act.REVOKE, DIGEST, reason="too dear"),
        Command(Act.BREAK_GLASS, DIGEST, reason="outage", ticket="INC-1"),
    )


@pytest.mark.parametrize(
    "body",
    [
        f"```\n/costguard approve {DIGEST}\n```",
        f"~~~~ sh\n/costguard approve {DIGEST}\n~~~\n/costguard approve {DIGEST}\n~~~~",
        f"> /costguard approve {DIGEST}",
        f"    /costguard approve {DIGEST}",
        f"Say /costguard approve {DIGEST}",
        f"<!-- look\n/costguard approve {DIGEST}\n-->",
        f"<!-- /costguard approve {DIGEST} -->",
        f"/costguards approve {DIGEST}",
        f"/Costguard approve {DIGEST}",
        "\n" * 60 + f"/costguard approve {DIGEST}",
        "",
    ],
)
def test_code_quotes_hidden_remarks_and_prose_hold_no_command(body):
    assert read_commands(body) == ()


def test_a_command_may_follow_prose_and_code():
    assert read_commands(f"Fine by me.\n```\ncode\n```\n\n/costguard approve {DIGEST}") == (
        Command(Act.APPROVE, DIGEST),
    )


@pytest.mark.parametrize(
    ("line", "act", "words"),
    [
        (f"/costguard aprove {DIGEST}", Act.APPROVE, "did you mean `approve`?"),
        ("/costguard", Act.APPROVE, "there is no command ``"),
        ("/costguard approve", Act.APPROVE, "the whole digest"),
        (f"/costguard approve {DIGEST[:20]}", Act.APPROVE, "the whole digest"),
        (f"/costguard approve {DIGEST.upper()}", Act.APPROVE, "the whole digest"),
        (f"/costguard approve {DIGEST} ceiling=1,500", Act.APPROVE, "`ceiling=1,500` is no amount"),
        (f"/costguard approve {DIGEST} ceiling=0", Act.APPROVE, "`ceiling=0` is no amount"),
        (f"/costguard approve {DIGEST} ceiling=-5", Act.APPROVE, "`ceiling=-5` is no amount"),
        (f"/costguard approve {DIGEST} ceiling=1e9", Act.APPROVE, "`ceiling=1e9` is no amount"),
        (f"/costguard approve {DIGEST} ceiling=NaN", Act.APPROVE, "`ceiling=NaN` is no amount"),
        (f"/costguard approve {DIGEST} cieling=5", Act.APPROVE, "did you mean `ceiling`?"),
        (f"/costguard approve {DIGEST} please", Act.APPROVE, "`please` is no part of it"),
        (f"/costguard approve {DIGEST} ceiling=5 ceiling=6", Act.APPROVE, "`ceiling` twice"),
        (f"/costguard revoke {DIGEST} ceiling=5", Act.REVOKE, "`ceiling` is no part of it"),
    ],
)
def test_a_slip_in_a_command_is_told_to_its_author(line, act, words):
    (read,) = read_commands(line)
    assert (read.act, read.digest) == (act, "")
    assert words in read.problem


COMMANDS = st.builds("/costguard {} {}".format, st.sampled_from(["approve", "revoke", "break-glass"]), st.one_of(
    st.text(max_size=200), st.builds("{}{}".format, st.just(DIGEST), st.text(max_size=100)),
))  # fmt: skip


@given(st.one_of(st.text(max_size=400), COMMANDS))
def test_no_text_makes_reading_fail_or_approves_without_a_whole_digest(text):
    for command in read_commands(text):
        assert command.problem or len(command.digest) == 71


@given(st.text(st.characters(exclude_characters="\n\r"), max_size=200))
def test_a_reason_never_changes_what_is_approved(reason):
    (read,) = read_commands(f"/costguard approve {DIGEST} ceiling=5 reason={reason}")
    assert (read.digest, read.ceiling, read.problem) == (DIGEST, Decimal(5), "")
