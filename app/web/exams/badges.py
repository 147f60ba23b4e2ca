"""How the states of a plan look."""

from __future__ import annotations

from app.domain.exams.rules_plans import PlanState

BADGES = {
    PlanState.DRAFT: "",
    PlanState.SUBMITTED: "warn",
    PlanState.APPROVED: "info",
    PlanState.PUBLISHED: "info",
    PlanState.REGISTRATION_CLOSED: "info",
    PlanState.ARRANGED: "info",
    PlanState.PAPERS_SEALED: "ok",
    PlanState.IN_PROGRESS: "info",
    PlanState.COLLECTED: "ok",
    PlanState.SCORING: "info",
    PlanState.SCORE_REVIEW: "info",
    PlanState.PUBLISHED_SCORES: "ok",
    PlanState.REVIEW_WINDOW: "info",
    PlanState.FINALISED: "ok",
    PlanState.ARCHIVED: "",
    PlanState.POSTPONED: "warn",
    PlanState.CANCELLED: "bad",
}
