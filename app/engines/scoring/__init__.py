"""Marks of single items in, the score of a paper, the pass decision and the grade out.

Rules: domain.md 5 (pass: total at least 60 and practical at least 60 % of its points and security
domain at least 50 %; good from 80, excellent from 90). The numbers come from the paper's own
blueprint, so a paper is always scored by the rule it was sealed with.
"""

from app.engines.scoring.rules import USER_RULE, Grade, PassRule
from app.engines.scoring.score import ItemScore, Part, Reason, Score, score
from app.engines.scoring.steps import half_steps

__all__ = [
    "USER_RULE",
    "Grade",
    "ItemScore",
    "Part",
    "PassRule",
    "Reason",
    "Score",
    "half_steps",
    "score",
]
