"""Whose words a mention stands in: a quotation's, in every style of marks, or the reporter's."""

import pytest

from monitor.read.predict import predict_attribution
from monitor.read.scorer import Scorer
from monitor.records import HolderKind, QuoteKind
from tests.read.conftest import Read

STYLES = {
    "straight": '"{}"',
    "curly": "“{}”",
    "guillemets": "« {} »",
    "guillemets turned": "»{}«",
    "german": "„{}“",
    "single": "‘{}’",
    "single straight": "'{}'",
    "single german": "‚{}‘",
    "typewriter": "``{}''",
}
DIRECT = {
    "one sentence": "{<We fully support NATO,>} Oda Renn said.",
    "sentences": "{<We pay. We support NATO and stand by it,>} said Oda Renn.",
    "goes on": "{<We pay,>} Oda Renn said. {<And we support NATO.>}",
    "announced": "Oda Renn said: {<We pay. We support NATO.>}",
    "after that": "Oda Renn said that {<we support NATO>}.",
    "next paragraph": "{<We pay,>} Oda Renn said.\n\n{<We support NATO.>}",
}


def quoted(pattern: str, style: str) -> str:
    """Put the marks of a style around what stands between {< and >}."""
    parts = [part.split(">}") for part in pattern.split("{<")]
    return parts[0][0] + "".join(style.format(own) + rest for own, rest in parts[1:])


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("pattern", DIRECT.values(), ids=DIRECT)
def test_what_stands_in_marks_is_a_direct_quote(read: Read, pattern: str, style: str) -> None:
    (nato,) = (s for s in read(quoted(pattern, style)) if s.target_id == "nato")
    assert (nato.holder, nato.quote) == ("Oda Renn", QuoteKind.DIRECT)


@pytest.mark.parametrize("mark", ['"', "“"])
def test_paragraphs_left_open_belong_to_the_speech_that_closes_them(read: Read, mark: str) -> None:
    close = mark.replace("“", "”")
    text = f"{mark}NATO is old.\n\n{mark}NATO is large.\n\n{mark}NATO pays,{close} Oda Renn said."
    found = read(text)
    assert [(s.holder, s.quote) for s in found] == [("Oda Renn", QuoteKind.DIRECT)] * 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Oda Renn said NATO is “brain dead”.", QuoteKind.INDIRECT),
        ("NATO is “brain dead”, Oda Renn said.", QuoteKind.INDIRECT),
        ("Oda Renn called it “the NATO that sleeps”.", QuoteKind.DIRECT),
        ("Oda Renn praised “a strong NATO”.", QuoteKind.DIRECT),
        ("“Peace” is what NATO brings, Oda Renn said.", QuoteKind.INDIRECT),
        ("Oda Renn supports NATO.", QuoteKind.INDIRECT),
    ],
)
def test_a_part_in_marks_makes_only_that_part_direct(
    read: Read, text: str, kind: QuoteKind
) -> None:
    (nato,) = (s for s in read(text) if s.target_id == "nato")
    assert (nato.holder, nato.quote) == ("Oda Renn", kind)


def test_anothers_attitude_inside_a_quotation_is_not_in_his_own_words(read: Read) -> None:
    (nato,) = (s for s in read("“Bo Lind supports NATO,” Oda Renn said.") if s.target_id == "nato")
    assert (nato.holder, nato.quote) == ("Bo Lind", QuoteKind.INDIRECT)
    (nato,) = (s for s in read("“Bo Lind said: ‘NATO pays,’” Oda Renn said.") if s.surface)
    assert (nato.holder, nato.quote) == ("Bo Lind", QuoteKind.DIRECT)


def test_we_in_a_quotation_of_nobody_is_not_the_outlet(read: Read) -> None:
    (nato,) = read("The room was full. “We support NATO and always did.” Then it was empty.")
    assert (nato.holder_kind, nato.quote) == (HolderKind.UNRESOLVED, QuoteKind.DIRECT)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("“It is closed,” Oda Renn said.", [QuoteKind.DIRECT]),
        ("Oda Renn said that “it is closed.”", [QuoteKind.DIRECT]),
        ("Oda Renn said the harbour is “closed.”", [QuoteKind.INDIRECT]),
        ("“Oda” is closed, Oda Renn said.", [QuoteKind.INDIRECT]),
        ("— It is closed, Oda Renn said.", [QuoteKind.INDIRECT]),
    ],
)
def test_an_attribution_is_direct_when_all_of_it_is(
    scorer: Scorer, text: str, kinds: list[QuoteKind]
) -> None:
    assert [found.kind for found in predict_attribution(scorer, text)] == kinds
