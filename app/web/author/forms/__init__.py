"""Forms for trainers and reviewers: one form for each kind of item."""

from app.web.author.forms.base import ItemForm
from app.web.author.forms.case import QUESTION_FORMS, CaseForm
from app.web.author.forms.review import RetireForm, VerdictForm

FORMS: dict[str, type[ItemForm]] = {**QUESTION_FORMS, CaseForm.KIND: CaseForm}
"""Kind → its form. A practical task has a place of its own, with its checks and its files."""

__all__ = ["FORMS", "ItemForm", "RetireForm", "VerdictForm"]
