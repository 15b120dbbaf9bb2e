"""Signed records: what a signature of the real ssh-keygen proves, and everything that it must not be taken to prove."""

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ssh_keys import make_key, needs_ssh_keygen, vouch

from costguard.approvals import ssh
from costguard.approvals.record import Record, SignedRecord, make_record
from costguard.approvals.records import MAX_BYTES, read_records, signed, statements_of
from costguard.approvals.ssh import NAMESPACE, sign, verify, why_no_principal
from costguard.approvals.strict_json import canonical, strict
from costguard.model.approval import Account, Act, EvidenceKind, Shown, Statement, Subject
from costguard.model.errors import BadInput, BadUsage

pytestmark = needs_ssh_keygen

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUBJECT = Subject("c", "o", "v", "f", "p", "b", "u", "costguard 1", project="shop", monthly_delta=Decimal("1240.50"))


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def ana(keys):
    return make_key(keys, "ana")


@pytest.fixture(scope="module")
def eve(keys):
    return make_key(keys, "eve")


@pytest.fixture
def signers(tmp_path):
    """Writes a file of allowed signers."""

    def write(*lines):
        path = tmp_path / "allowed_signers"
        path.write_text("".join(lines))
        return path

    return write


def record(**changes):
    said = {"act": Act.APPROVE, "by": "ana", "at": NOW, "reason": "agreed", "digest": SUBJECT.digest}
    return make_record(Record(**{**said, "subject": SUBJECT, "change": "github:acme/shop#12", **changes}))


def kept(folder, *records):
    for number, each in enumerate(records):
        (folder / f"{number}.json").write_text(each.text)
    return read_records([folder]).records


def problem(each, allowed, now=NOW):
    heard = statements_of([each], allowed, now)
    assert bool(heard.shown) is not bool(heard.statements[0].problem)
    return heard.statements[0].problem


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_a_signed_record_states_what_its_signer_said(kind, tmp_path, signers):
    key = make_key(tmp_path, kind, kind)
    expires = NOW + timedelta(hours=24)
    made = signed(record(ceiling=Decimal(1500), expires=expires, ticket="T-1"), key)
    (tmp_path / "r.json").write_text(made.text)
    read = read_records([tmp_path / "r.json"])
    assert read.notes == ()
    statements, shown, notes = statements_of(read.records, signers(vouch("ana", key)), NOW)
    assert statements == (
        Statement(
            EvidenceKind.RECORD,
            Act.APPROVE,
            Account("ana"),
            NOW,
            digest=SUBJECT.digest,
            change="github:acme/shop#12",
            ceiling=Decimal(1500),
            expires=expires,
            reason="agreed",
            ticket="T-1",
            url=(tmp_path / "r.json").as_posix(),
        ),
    )
    assert shown == (Shown(SUBJECT.digest, "", NOW, SUBJECT, "shop"),)
    assert notes == ()


def test_a_record_of_another_zone_is_verified_as_it_is_and_stated_in_utc(ana, signers):
    here = NOW.astimezone(timezone(timedelta(hours=9)))
    written = msgspec.structs.replace(record(), at=here, expires=here + timedelta(hours=1))
    heard = statements_of([signed(written, ana)], signers(vouch("ana", ana)), NOW)
    stated = heard.statements[0]
    assert stated.problem == ""
    assert [at.isoformat() for at in (stated.at, stated.expires, heard.shown[0].at)] == [
        "2026-11-23T12:00:00+00:00",
        "2026-11-23T13:00:00+00:00",
        "2026-11-23T12:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ceiling": Decimal(9999)}, "it was signed"),
        ({"by": "bob"}, "bob"),
        ({"change": "github:acme/shop#13"}, "it was signed"),
        ({"act": Act.REVOKE}, "it was signed"),
        ({"at": NOW - timedelta(minutes=1)}, "it was signed"),
        ({"reason": "not agreed"}, "it was signed"),
        ({"subject": None}, "it was signed"),
    ],
)
def test_a_record_changed_after_it_was_signed_does_not_hold(changes, why, ana, signers):
    made = signed(record(), ana)
    tampered = SignedRecord(msgspec.structs.replace(made.record, **changes), made.signature)
    assert why in problem(tampered, signers(vouch("ana", ana), vouch("bo", ana)))


def test_another_digest_than_that_of_the_subject_does_not_hold(ana, signers):
    dearer = msgspec.structs.replace(SUBJECT, monthly_delta=Decimal(1))
    forged = msgspec.structs.replace(record(), subject=dearer)
    assert problem(signed(forged, ana), signers(vouch("ana", ana))) == "holds something else than what its digest names"


def test_the_key_of_somebody_else_does_not_sign_for_ana(ana, eve, signers):
    allowed = signers(vouch("ana", ana), vouch("eve", eve))
    assert problem(signed(record(), eve), allowed) == "is signed by no key that the allowed signers list for its name"


def test_who_is_not_listed_is_vouched_for_by_no_line(ana, signers):
    allowed = signers("# ana\n", "\n", vouch("bob", ana))
    assert (
        problem(signed(record(), ana), allowed) == "is signed as `ana`, for whom the allowed signers vouch by no line"
    )


@pytest.mark.parametrize("principals", ["*", "an*", "a?a", "*,!bob", "bob,*"])
def test_a_wildcard_vouches_for_nobody(principals, eve, signers):
    allowed = signers(vouch(principals, eve))
    assert "only by a wildcard; list the name itself" in problem(signed(record(), eve), allowed)


def test_a_wildcard_besides_the_name_does_not_hurt(ana, eve, signers):
    allowed = signers(vouch("*", eve), vouch("ana,*", ana))
    assert problem(signed(record(), ana), allowed) == ""
    assert "list for its name" in problem(signed(record(), eve), allowed)


def test_a_name_with_a_blank_stands_between_quotes(ana, signers):
    assert problem(signed(record(by="Ana Lima"), ana), signers(vouch('"bob,Ana Lima"', ana))) == ""


def test_a_certificate_authority_vouches_by_pattern_for_the_names_that_it_certified(tmp_path, signers):
    authority, key = make_key(tmp_path, "authority"), make_key(tmp_path, "laptop")
    name, other = "ana@acme.example", "bob@acme.example"
    subprocess.run(
        ["ssh-keygen", "-q", "-s", authority, "-I", "laptop", "-n", name, "-V", "20260101:20270101", f"{key}.pub"],
        check=True,
        env={**os.environ, "TZ": "UTC"},
    )
    certificate = tmp_path / "laptop-cert.pub"
    assert certificate.is_file()
    allowed = signers(vouch("*@acme.example", authority, 'Cert-Authority,namespaces="costguard-*"'))
    with_agent = _agent(tmp_path, key)
    with with_agent:
        made = signed(record(by=name), certificate)
        for_another = signed(record(by=other), certificate)
    assert problem(made, allowed) == ""
    assert problem(for_another, allowed)
    assert problem(made, allowed, NOW + timedelta(days=300))
    quoted = signers(vouch("*@acme.example", key, 'namespaces="cert-authority,costguard-*"'))
    assert "only by a wildcard" in problem(signed(record(by=name), key), quoted)


def test_a_public_key_signs_through_the_agent(tmp_path, signers):
    key = make_key(tmp_path, "held")
    public = tmp_path / "public" / "held.pub"
    public.parent.mkdir()
    public.write_bytes((tmp_path / "held.pub").read_bytes())
    with _agent(tmp_path, key):
        made = signed(record(), public)
    assert problem(made, signers(vouch("ana", key))) == ""


class _agent:  # noqa: N801  (reads as a verb's object)
    """An ssh-agent that holds one key, for the length of a block."""

    def __init__(self, folder, key):
        self.socket, self.key = folder / "agent", key
        self.patch = pytest.MonkeyPatch()

    def __enter__(self):
        self.process = subprocess.Popen(["ssh-agent", "-D", "-a", self.socket], stdout=subprocess.DEVNULL)
        while not self.socket.exists():
            assert self.process.poll() is None
        self.patch.setenv("SSH_AUTH_SOCK", str(self.socket))
        subprocess.run(["ssh-add", "-q", self.key], check=True)

    def __exit__(self, *_):
        self.patch.undo()
        self.process.terminate()
        self.process.wait()


def test_a_signature_for_git_is_no_approval(ana, signers, tmp_path):
    content = tmp_path / "content"
    content.write_bytes(record().content)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", ana, content], check=True)
    made = SignedRecord(record(), (tmp_path / "content.sig").read_text())
    assert problem(made, signers(vouch("ana", ana))) == "has a signature made for another purpose than approvals"


def test_a_key_kept_for_other_purposes_does_not_approve(ana, signers):
    allowed = signers(vouch("ana", ana, 'namespaces="git,file"'))
    assert "keep for other purposes" in problem(signed(record(), ana), allowed)
    assert problem(signed(record(), ana), signers(vouch("ana", ana, f'namespaces="{NAMESPACE}"'))) == ""


def test_a_key_holds_when_the_record_was_made_and_now(ana, signers):
    made = signed(record(at=NOW - timedelta(hours=2)), ana)
    assert problem(made, signers(vouch("ana", ana, 'valid-before="202611231300"'))) == ""
    since_taken_away = signers(vouch("ana", ana, 'valid-before="202611231100"'))
    assert problem(made, since_taken_away) == "has a signature of a key that had expired"
    assert problem(made, since_taken_away, NOW - timedelta(hours=2)) == ""
    too_new = signers(vouch("ana", ana, 'valid-after="202611231100"'))
    assert problem(made, too_new) == "has a signature of a key that was not valid yet"


def test_times_of_allowed_signers_are_utc_on_every_machine(ana, signers, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert problem(signed(record(), ana), signers(vouch("ana", ana, 'valid-before="202611231201"'))) == ""
    assert problem(signed(record(), ana), signers(vouch("ana", ana, 'valid-before="202611231159"'))) != ""


def test_a_clock_five_minutes_ahead_is_forgiven_and_no_more(ana, signers):
    allowed = signers(vouch("ana", ana))
    assert problem(signed(record(at=NOW + timedelta(minutes=5)), ana), allowed) == ""
    assert "when nobody can have signed it" in problem(signed(record(at=NOW + timedelta(minutes=6)), ana), allowed)
    assert "when nobody can have signed it" in problem(signed(record(at=datetime(1, 1, 1, tzinfo=UTC)), ana), allowed)


def test_without_allowed_signers_nothing_counts(ana):
    heard = statements_of([signed(record(), ana)], None, NOW)
    assert heard.statements[0].problem == "was not verified: no allowed signers were given (--allowed-signers)"
    assert heard.shown == ()
    assert len(heard.notes) == 1
    assert statements_of([], None, NOW) == ((), (), ())


def test_allowed_signers_that_cannot_be_read_are_said(ana, tmp_path):
    made = signed(record(), ana)
    with pytest.raises(BadUsage, match="the file of allowed signers"):
        statements_of([made], tmp_path / "nowhere", NOW)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(BadUsage, match="not UTF-8"):
        statements_of([made], tmp_path / "binary", NOW)


def test_a_passphrase_is_asked_by_ssh_keygen_itself(tmp_path, signers, monkeypatch):
    key = make_key(tmp_path, "locked", passphrase="open sesame")  # noqa: S106  (of this test alone)
    ask = tmp_path / "ask"
    ask.write_text("#!/bin/sh\necho open sesame\n")
    ask.chmod(0o755)
    monkeypatch.setenv("SSH_ASKPASS", str(ask))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    assert problem(signed(record(), key), signers(vouch("ana", key))) == ""


@pytest.mark.parametrize(
    "name", ["", "-I", "#a", "*", "a?", "!a", "a,b", 'a"b', "a\nb", " a", "a\0", "a\u202eb", "a" * 257]
)
def test_what_is_no_name_never_reaches_ssh_keygen(name, ana, signers, monkeypatch):
    monkeypatch.setattr(ssh, "_command", lambda _: pytest.fail("ssh-keygen was asked"))
    allowed = signers(vouch("*", ana), "* \n")
    assert verify(b"", "", name, allowed, NOW) == why_no_principal(name) != ""
    with pytest.raises(BadUsage, match="--as"):
        record(by=name)


def test_junk_for_a_signature_cannot_be_read(ana, signers):
    made = SignedRecord(record(), "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n")
    assert problem(made, signers(vouch("ana", ana)))
    assert problem(SignedRecord(record(), "\ud800"), signers(vouch("ana", ana)))


def test_a_key_that_is_not_there_or_signs_nothing_is_said(tmp_path):
    with pytest.raises(BadUsage, match="there is no key"):
        sign(b"x", tmp_path / "-nowhere")
    (tmp_path / "text").write_text("no key\n")
    with pytest.raises(BadUsage, match="could not sign"):
        sign(b"x", tmp_path / "text")


def test_without_ssh_keygen_one_sentence_says_what_to_install(ana, signers, monkeypatch, tmp_path):
    made = signed(record(), ana)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadUsage, match="there is no ssh-keygen here"):
        problem(made, signers(vouch("ana", ana)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"digest": "sha256:12", "subject": None}, "names no digest"),
        ({"act": Act.REVOKE, "digest": "", "subject": None}, "names no digest"),
        ({"act": Act.POST_REVIEW, "entry": "3"}, "names no entry"),
        ({"reason": "  "}, "gives no reason"),
        ({"expires": NOW}, "had expired when it was signed"),
        ({"ceiling": Decimal("NaN")}, "no amount of money"),
        ({"ceiling": Decimal("1E+400000")}, "no amount of money"),
        ({"ceiling": Decimal("1240.49")}, "is below the increase of 1,240.50"),
    ],
)
def test_what_could_never_count_is_not_signed(changes, why):
    with pytest.raises(BadUsage, match=why):
        record(**changes)


def test_a_ceiling_needs_a_cost_to_hold():
    unknown = msgspec.structs.replace(SUBJECT, monthly_delta=None)
    with pytest.raises(BadUsage, match="nothing was estimated"):
        record(subject=unknown, digest=unknown.digest, ceiling=Decimal(1))
    assert record(subject=unknown, digest=unknown.digest).ceiling is None


def test_a_folder_gives_its_records_and_says_what_it_passed_over(tmp_path, ana):
    first, second = signed(record(), ana), signed(record(reason="twice"), ana)
    (tmp_path / "b.json").write_text(second.text)
    (tmp_path / "a.json").write_text(first.text)
    (tmp_path / "package.json").write_text('{"name": "shop"}')
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "README.md").write_text("records")
    read = read_records([tmp_path, tmp_path / "a.json"])
    assert [each.record.reason for each in read.records] == ["agreed", "twice"]
    assert [note.partition("` ")[2] for note in read.notes] == [
        "was passed over: it is not JSON (Expecting property name enclosed in double quotes, line 1)",
        "was passed over: it is no record of an approval (`schema` is not `costguard/approval/v1`)",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "is no record of an approval"),
        (b'{"schema": "costguard/approval/v2"}', "is no record of an approval"),
        (b'{"schema": "costguard/approval/v1"}', "is a record with a fault"),
        (b'{"schema": "costguard/approval/v1", "schema": "costguard/approval/v1"}', "has the key `schema` twice"),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": "\\ud800"}', "is not UTF-8"),
        (b"[" * 100_000, "is nested too deeply"),
        (b" " * (MAX_BYTES + 1), "is larger than 2 MB"),
    ],
)
def test_a_named_file_that_is_no_record_is_refused(content, why, tmp_path):
    (tmp_path / "r.json").write_bytes(content)
    with pytest.raises(BadInput, match=why):
        read_records([tmp_path / "r.json"])


def test_a_record_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="is not there"):
        read_records([tmp_path / "r.json"])


@pytest.mark.parametrize("field", ["by", "digest", "ceiling"])
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(field, tmp_path, ana):
    made = signed(record(ceiling=Decimal(1500)), ana)
    (tmp_path / "r.json").write_text(made.text.replace(f'"{field}":', f'"{field}": "x", "{field}":', 1))
    with pytest.raises(BadInput, match=f"has the key `{field}` twice"):
        read_records([tmp_path / "r.json"])


def test_what_is_not_signed_cannot_be_added(tmp_path, ana):
    document = json.loads(signed(record(), ana).text)
    document["record"]["note"] = "also for production"
    (tmp_path / "r.json").write_text(json.dumps(document))
    with pytest.raises(BadInput, match="unknown field `note`"):
        read_records([tmp_path / "r.json"])


def test_how_the_file_is_laid_out_does_not_count(tmp_path, ana, signers):
    document = json.loads(signed(record(ceiling=Decimal("1500.00")), ana).text)
    (tmp_path / "r.json").write_text(json.dumps(document, sort_keys=True, indent=7))
    (read,) = read_records([tmp_path / "r.json"]).records
    assert problem(read, signers(vouch("ana", ana))) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)


@given(JSON)
def test_a_value_has_one_canonical_text_and_the_text_one_value(value):
    text = canonical(value)
    assert strict(text) == value
    assert canonical(strict(json.dumps(value, indent=1).encode())) == text
