"""The page that a platform team reads before it puts guardrails into force: what they hold, and what they do not."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from costguard import __version__
from costguard.model.cloud import Cloud
from costguard.model.digest import short
from costguard.model.guardrail import Document, DocumentKind, Guardrails, Relation
from costguard.reports.guardrails.blocks import Block, Heading, Items, Paragraph, Table
from costguard.reports.guardrails.coverage_differences import differences
from costguard.reports.guardrails.coverage_duties import duties
from costguard.reports.guardrails.matrix import Cell, cells, clouds_of, matrix, verdict_sentence
from costguard.reports.guardrails.names import (
    CLOUDS,
    kind_name,
    meaning,
    rule_name,
    toned,
    verdict_word,
    what_it_does,
    whom_it_spares,
)
from costguard.reports.guardrails.phrases import Code, Prose, Tone, Toned, Words, joined, prose
from costguard.reports.wording import count

Limits = Mapping[DocumentKind, int]
"""The most that a document of a kind may take: bytes on Azure, characters elsewhere."""
NO_LIMITS: Final[Limits] = MappingProxyType({})

TITLE: Final = "Guardrails: what they hold"

_INTRO: Final = (
    "These documents hold the cost policy inside the clouds: once they are in force, every request is judged by them, "
    "whatever tool makes it. This page says for each rule and cloud whether they say exactly what the rule says; where "
    "they do not, it shows a request that tells the two apart, and why that has to be so."
)
_GUIDE: Final = "docs/guardrails.md"


def coverage_page(guardrails: Guardrails, limits: Limits) -> Iterator[Block]:
    """The whole page; every text in it is raw, and whoever prints it makes it harmless."""
    yield Heading(1, prose(TITLE))
    yield Paragraph(prose(_INTRO))
    yield Paragraph(_origin(guardrails))
    yield from _kinds(guardrails.documents)
    yield from _matrix(guardrails)
    yield from differences(guardrails)
    yield from duties(guardrails)
    yield from _documents(guardrails, limits)
    if guardrails.assumptions:
        yield Heading(2, prose("What every proof takes for granted"))
        yield Items(tuple(map(prose, guardrails.assumptions)))
    yield Heading(2, prose("What to do next"))
    yield Items(tuple(_steps(guardrails)), numbered=True)


def _origin(guardrails: Guardrails) -> Words:
    files = joined([(Code(file),) for file in guardrails.policy_files])
    policy: Words = (Prose("Policy: "), *files, Prose(" ("), Code(short(guardrails.policy_digest)), Prose(")"))
    return (*policy, Prose(f", as it holds on {guardrails.today}. costguard {__version__}."))


def _kinds(documents: tuple[Document, ...]) -> Iterator[Block]:
    kinds = [kind for kind in DocumentKind if any(document.kind == kind for document in documents)]
    if not kinds:
        return
    rows = (
        (
            prose(f"{CLOUDS[kind.cloud]}: {kind_name(kind)}"),
            prose(what_it_does(kind)),
            prose(whom_it_spares(kind)),
        )
        for kind in kinds
    )
    yield Heading(2, prose("What each kind of document does"))
    yield Table(("Document", "What it does", "Whom or what it does not bind"), tuple(rows))


def _matrix(guardrails: Guardrails) -> Iterator[Block]:
    clouds = clouds_of(guardrails)
    yield Heading(2, prose("Rules and clouds"))
    yield Paragraph(prose(f"{verdict_sentence(guardrails)}."))
    rows = matrix(guardrails)
    if not rows or not clouds:
        return
    yield Table(
        ("Rule", "What it asks", *(CLOUDS[cloud] for cloud in clouds)), tuple(_line(row, clouds) for row in rows if row)
    )
    yield Items(tuple(_legend(guardrails)))


def _line(row: tuple[Cell, ...], clouds: tuple[Cloud, ...]) -> tuple[Words, ...]:
    asked = row[0].asked
    by_cloud: dict[Cloud, Words] = {cell.cloud: (toned(cell.proof),) for cell in row}
    name: Words = (Code(asked.id),) if asked.id else prose(rule_name(""))
    title = asked.title or ("" if asked.id else "Denied though no rule asks for it")
    return (name, prose(title), *(by_cloud.get(cloud, prose("")) for cloud in clouds))


def _legend(guardrails: Guardrails) -> Iterator[Words]:
    """What the words of the table mean; those that do not occur in it are left out."""
    found = {verdict_word(cell.proof): cell.proof for cell in cells(guardrails)}
    for relation in (*Relation, None):
        word = relation.value if relation is not None else verdict_word(None)
        if word in found:
            yield prose(f"{word}: {meaning(relation)}")
    if not guardrails.is_declared:
        yield (
            Toned("undeclared", Tone.BAD),
            Prose(": no reason explains the difference; do not put these documents into force"),
        )


def _documents(guardrails: Guardrails, limits: Limits) -> Iterator[Block]:
    yield Heading(2, prose("Documents"))
    if not guardrails.documents:
        yield Paragraph(prose("No document was written."))
        return
    rows = (_document(document, limits) for document in sorted(guardrails.documents, key=lambda each: each.path))
    yield Table(("Document", "Kind", "Rules", "Size", "Of its limit"), tuple(rows), frozenset({3, 4}))


def _document(document: Document, limits: Limits) -> tuple[Words, ...]:
    is_counted_in_bytes = document.kind.cloud is Cloud.AZURE
    size = len(document.text.encode("utf-8", "surrogatepass")) if is_counted_in_bytes else len(document.text)
    limit = limits.get(document.kind)
    return (
        (Code(document.path),),
        prose(kind_name(document.kind)),
        joined([(Code(rule),) for rule in document.rules]),
        prose(count(size, "byte" if is_counted_in_bytes else "character")),
        prose(_share(size, limit)),
    )


def _share(size: int, limit: int | None) -> str:
    if not limit:
        return ""
    return f"{size / limit:.0%} of {limit:,}" if size * 100 >= limit else f"under 1% of {limit:,}"


def _steps(guardrails: Guardrails) -> Iterator[Words]:
    if not guardrails.is_declared:
        yield (
            Toned("Stop here", Tone.BAD),
            Prose(": a difference is undeclared. `costguard prove` shows it; mend the policy or the documents first."),
        )
    if any(cell.proof is None or cell.proof.relation is not Relation.EXACT for cell in cells(guardrails)):
        yield prose("Agree on each difference above with whoever owns the rule: that much the documents do not hold.")
    yield prose(
        "Leave `costguard check` in place, and audit the accounts: what is not enforceable here is judged there."
    )
    if not guardrails.documents:
        return
    yield (
        Prose("Put the documents into force step by step, from where nothing is denied to where everything is: "),
        Code(_GUIDE),
        Prose(" says how, and how to take them back."),
    )
