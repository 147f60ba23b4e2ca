"""Forms for trainers and reviewers: one form for each kind of item."""

from app.web.author.forms.base import ItemForm, Placed
from app.web.author.forms.choice import JudgeForm, MultipleForm, SingleForm
from app.web.author.forms.lists import MatchForm, OrderForm
from app.web.author.forms.review import RetireForm, VerdictForm
from app.web.author.forms.source import (
    CaseForm,
    ClassifyForm,
    ClozeForm,
    EssayForm,
    HotspotForm,
    ShortForm,
)
from app.web.author.forms.written import BlankForm, NumberForm

FORMS: dict[str, type[ItemForm]] = {
    form.KIND: form
    for form in (
        SingleForm,
        MultipleForm,
        JudgeForm,
        BlankForm,
        NumberForm,
        OrderForm,
        MatchForm,
        ClozeForm,
        ClassifyForm,
        HotspotForm,
        ShortForm,
        EssayForm,
        CaseForm,
    )
}
"""Kind → its form. A practical task is not written on a page but as a file with its checks."""

__all__ = ["FORMS", "ItemForm", "Placed", "RetireForm", "VerdictForm"]
