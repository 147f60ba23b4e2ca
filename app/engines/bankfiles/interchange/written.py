"""Typed answers: one accepted form makes a gap or a field, shares and stars make a short answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engines.bankfiles.interchange import build
from app.engines.bankfiles.interchange.build import Accepted
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.items.normalize import Matching
from app.kernel.text import msg

GAP = "【1】"
_LOOSE = Matching()


def short_answer(
    draft: Draft,
    stem: str,
    forms: Sequence[Accepted],
    explain: str = "",
    *,
    is_case_exact: bool = False,
) -> None:
    """Make an item of one typed answer.

    With a gap in the stem and only forms that earn all or nothing it is a fill-in item; otherwise
    a short answer, which knows shares and stars.
    """
    forms = [form for form in forms if form.text.strip()]
    if not any(form.share >= 0.999 for form in forms):  # noqa: PLR2004 - 99.99 is written for 100
        raise RefuseError(
            msg("No answer earns all points."), msg("Give at least one answer that earns 100 %%.")
        )
    match = _match(forms, is_case_exact=is_case_exact)
    is_plain = all(
        form.share in (0, 1) and "*" not in form.text and len(form.text) <= 200  # noqa: PLR2004
        for form in forms
    )
    if GAP in stem and is_plain:
        _gap(draft, stem, forms, match, explain)
        return
    draft.content = {
        "kind": "short",
        "stem": stem.replace(GAP, "____"),
        "answers": [_form(form) for form in forms],
    }
    if match:
        draft.content["match"] = match
    build.explained(draft, explain)


def _form(form: Accepted) -> dict[str, Any]:
    made: dict[str, Any] = {"text": form.text}
    if form.share < 1:
        made["share"] = max(0, round(form.share, 4))
    if form.why:
        made["why"] = form.why
    return made


def _gap(
    draft: Draft, stem: str, forms: Sequence[Accepted], match: dict[str, str], explain: str
) -> None:
    accept = [form.text for form in forms if form.share]
    reject = {form.text: form.why for form in forms if not form.share and form.why}
    replies = [form.why for form in forms if form.share and form.why]
    gap: dict[str, Any] = {"accept": accept}
    if reject:
        gap["reject"] = reject
    build.blanks(draft, stem, [gap], "\n\n".join([*dict.fromkeys(replies), explain]).strip())
    if match:
        draft.content["match"] = match


def _match(forms: Sequence[Accepted], *, is_case_exact: bool) -> dict[str, str]:
    """Return how strictly answers are compared: signs count where the answer is nothing else."""
    match = {"case": "exact"} if is_case_exact else {}
    if any(not _LOOSE.key(form.text.replace("*", "")) for form in forms if form.text.strip("*")):
        match["punctuation"] = "exact"
    return match
