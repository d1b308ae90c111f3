"""Which language a text is in. The only user of py3langid."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SHORTEST = 40  # letters; below, the guess is worth less than what the feed declares
_LOOKED_AT = 1_000  # characters
_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.DOTALL)  # "en", "en-GB"; not "german"
_SURE = 0.8  # probability


def identify(title: str, text: str, declared: str = "") -> str:
    """ISO 639-1 code, or "" where the text is too short to tell and nothing is declared."""
    sample = f"{title}\n{text[:_LOOKED_AT]}"
    code = _CODE.fullmatch(declared.strip().lower())
    hint = code[1] if code else ""
    if sum(mark.isalpha() for mark in sample) < _SHORTEST:
        return hint
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE or not hint else hint


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
