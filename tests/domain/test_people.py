"""The people room: tiers, names, dated posts, roles, scope, sign-in."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.people import accounts, passwords, policy, queries, rules, services
from app.domain.people.rules import Duty, PostLevel
from app.kernel.actor import SYSTEM, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from tests.conftest import NOW, make_actor
from tests.factories.people import PASSWORD, make_account, make_person, make_tree


@pytest.mark.parametrize(
    ("level", "duty", "tier"),
    [
        (PostLevel.NONE, Duty.GENERAL, Tier.USER),
        (PostLevel.SECTION_DEPUTY, Duty.GENERAL, Tier.USER),
        (PostLevel.SECTION_HEAD, Duty.GENERAL, Tier.MGMT),
        (PostLevel.DIVISION_DEPUTY, Duty.GENERAL, Tier.MGMT),
        (PostLevel.NONE, Duty.INFORMATION_MANAGEMENT, Tier.MGMT),
        (PostLevel.DIVISION_HEAD, Duty.GENERAL, Tier.LEAD),
        (PostLevel.BUREAU_HEAD, Duty.INFORMATION_MANAGEMENT, Tier.LEAD),
        (PostLevel.NONE, Duty.INFORMATION_TECHNOLOGY, Tier.TECH),
    ],
)
def test_the_tier_follows_from_the_post(level: PostLevel, duty: Duty, tier: Tier) -> None:
    assert rules.derive_tier(level, duty).tier is tier


@pytest.mark.parametrize("name", ["张䶮", "买买提·艾力", "𬍛", "Anna Lee", "欧阳若兰"])
def test_real_names_are_accepted(name: str) -> None:
    assert rules.check_name(rules.clean_name(name)) == []


@pytest.mark.parametrize("name", ["", "李4", "<b>", "x" * 51])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert rules.check_name(rules.clean_name(name)) != []


@pytest.mark.parametrize("dot", "•．･・‧")
def test_the_middle_dot_is_normalised(dot: str) -> None:
    assert rules.clean_name(f" 买买提{dot}艾力 ") == "买买提·艾力"


def test_a_move_ends_the_post_before_it(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    services.move_person(
        session, actor=SYSTEM, person=person, organization=units["SZ-A"], post_title="处长",
        starts_on=date(2026, 7, 1), now=NOW, post_level=PostLevel.DIVISION_HEAD,
    )  # fmt: skip
    before = queries.get_posting(session, person.id, date(2026, 6, 30))
    after = queries.get_posting(session, person.id, date(2026, 7, 1))
    assert (before.org_path, before.tier) == (units["GZ-A"].path, Tier.USER)
    assert (after.org_path, after.tier) == (units["SZ-A"].path, Tier.LEAD)


def test_a_move_into_the_past_is_refused(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    with pytest.raises(InvalidError):
        services.move_person(
            session, actor=SYSTEM, person=person, organization=units["SZ-A"], post_title="x",
            starts_on=date(2023, 1, 1), now=NOW,
        )  # fmt: skip


def test_a_tier_set_by_hand_needs_a_reason_and_can_be_given_back(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    post = queries.find_assignment(session, person.id, NOW.date())
    assert post is not None
    with pytest.raises(InvalidError):
        services.override_tier(
            session, actor=SYSTEM, assignment=post, tier=Tier.TECH, reason=" ", now=NOW
        )
    services.override_tier(
        session, actor=SYSTEM, assignment=post, tier=Tier.TECH, reason="兼管机房", now=NOW
    )
    assert (post.tier, post.tier_override_reason) == (Tier.TECH, "兼管机房")
    services.override_tier(session, actor=SYSTEM, assignment=post, tier=None, reason="", now=NOW)
    assert (post.tier, post.tier_override_reason) == (Tier.USER, "")


def test_lists_show_only_what_lies_in_scope(session: Session) -> None:
    units = make_tree(session)
    make_person(session, units["GZ-A"], code="G", name="广州人")
    make_person(session, units["SZ-A"], code="S", name="深圳人")
    filters = queries.PersonFilters()

    def names(scope: Scope) -> list[str]:
        found = queries.list_postings(
            session, scope=scope, filters=filters, on=NOW.date(), limit=10, offset=0
        )
        assert len(found) == queries.count_postings(
            session, scope=scope, filters=filters, on=NOW.date()
        )
        return [posting.full_name for posting in found]

    assert names(Scope((units["440100"].path,))) == ["广州人"]
    assert names(Scope(("/440000/",))) == ["广州人", "深圳人"]
    assert names(Scope()) == []


def test_a_unit_code_that_begins_like_another_is_not_inside_it(session: Session) -> None:
    units = make_tree(session)
    assert not Scope((units["GZ-A"].path,)).contains("/440000/440100/GZ-AB/")


@pytest.mark.parametrize("held", [Role.LEARNER, Role.PERSONNEL, Role.AUDITOR])
def test_an_administrator_holds_no_other_role(held: Role) -> None:
    admin = make_actor(Role.ADMINISTRATOR)
    for role, before in ((Role.ADMINISTRATOR, held), (held, Role.ADMINISTRATOR)):
        decision = policy.can_grant_role(
            admin, person_id=2, org_path="/440000/", role=role, held=frozenset({before})
        )
        assert not decision


def test_nobody_grants_roles_to_themselves_or_outside_their_part(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["SZ-A"])
    guangzhou = make_actor(Role.ADMINISTRATOR, org_path=units["440100"].path)
    own = make_actor(Role.ADMINISTRATOR, person_id=person.id)
    for actor in (guangzhou, own):
        with pytest.raises(ForbiddenError):
            services.grant_role(
                session, actor=actor, person=person, role=Role.LEARNER,
                organization=units["SZ-A"], now=NOW,
            )  # fmt: skip


def test_granting_twice_changes_nothing(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    grants = {
        services.grant_role(
            session, actor=SYSTEM, person=person, role=Role.LEARNER,
            organization=units["GZ-A"], now=NOW,
        ).id
        for _ in range(2)
    }  # fmt: skip
    assert len(grants) == 1


def test_the_id_number_is_not_readable_in_the_database(session: Session) -> None:
    units = make_tree(session)
    services.add_person(
        session, actor=SYSTEM, code="P9", full_name="李小红", organization=units["GZ-A"],
        post_title="科员", starts_on=date(2024, 1, 1), now=NOW, id_number="11010519491231002X",
    )  # fmt: skip
    stored = session.execute(text("SELECT id_number, id_number_index FROM person")).one()
    assert "11010519491231002X" not in str(stored)
    person = queries.find_person_by_code(session, "P9")
    assert person is not None
    session.refresh(person)
    assert person.id_number == "11010519491231002X"


def _sign_in(session: Session, password: str, minutes: float = 0) -> accounts.SignInOutcome:
    return accounts.sign_in(
        session, username=" P1 ", password=password, token=f"t{minutes}{password}",
        address="127.0.0.1", now=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def test_five_failures_lock_for_half_an_hour_even_with_the_right_password(
    session: Session,
) -> None:
    units = make_tree(session)
    make_account(session, make_person(session, units["GZ-A"]), units["GZ-A"])
    for _ in range(5):
        assert _sign_in(session, "wrong").account is None
    assert _sign_in(session, PASSWORD, 29).account is None
    assert _sign_in(session, PASSWORD, 31).account is not None


def test_the_refusal_does_not_tell_whether_the_user_name_exists(session: Session) -> None:
    units = make_tree(session)
    make_account(session, make_person(session, units["GZ-A"]), units["GZ-A"])
    nobody = accounts.sign_in(
        session, username="nobody", password="x", token="t", address="", now=NOW
    )
    assert nobody.reason == _sign_in(session, "wrong").reason


def test_a_lock_is_told_in_the_same_words_whatever_the_password(session: Session) -> None:
    units = make_tree(session)
    make_account(session, make_person(session, units["GZ-A"]), units["GZ-A"])
    reasons = [_sign_in(session, "wrong", n / 10).reason for n in range(7)]
    assert reasons == [accounts.WRONG] * 7
    assert _sign_in(session, PASSWORD, 1).reason == accounts.WRONG


def test_a_closed_account_is_told_only_to_who_knows_the_password(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"])
    accounts.set_enabled(
        session, actor=SYSTEM, person_id=person.id, org_path=units["GZ-A"].path,
        is_enabled=False, now=NOW,
    )  # fmt: skip
    assert _sign_in(session, "wrong").reason == accounts.WRONG
    assert "closed" in str(_sign_in(session, PASSWORD).reason)


def test_an_unknown_name_costs_a_digest_and_leaves_a_trace_without_what_was_typed(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str | None] = []
    monkeypatch.setattr(passwords, "matches", lambda stored, _given: checked.append(stored))
    made = accounts.sign_in(
        session, username="MyPassword-1", password="x", token="t", address="10.0.0.9", now=NOW
    )
    assert (made.account, checked) == (None, [None])
    session.flush()
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject) == ("people.sign_in.failed", "-")
    assert event.details == {"address": "10.0.0.9"}


def test_checking_a_password_takes_as_long_without_an_account() -> None:
    """Both run argon2id with the same profile; this measures that nobody takes a short cut."""
    stored = passwords.digest(PASSWORD)

    def seconds(digest: str | None) -> float:
        started = perf_counter()
        passwords.matches(digest, "wrong")
        return perf_counter() - started

    with_account = min(seconds(stored) for _ in range(5))
    without = min(seconds(None) for _ in range(5))
    assert 0.5 < with_account / without < 2


def test_nobody_gets_a_second_account_or_a_name_that_is_taken(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"])
    with pytest.raises(ConflictError):
        make_account(session, person, units["GZ-A"])
    with pytest.raises(InvalidError):
        accounts.open_account(
            session, actor=SYSTEM, person=make_person(session, units["GZ-A"], code="P2"),
            org_path=units["GZ-A"].path, username=" P1 ", password=PASSWORD, now=NOW,
        )  # fmt: skip


def test_a_sign_in_expires_when_idle_and_when_old(session: Session) -> None:
    units = make_tree(session)
    make_account(session, make_person(session, units["GZ-A"]), units["GZ-A"])
    _sign_in(session, PASSWORD)
    found = queries.find_sign_in(session, accounts.token_digest(f"t0{PASSWORD}"))
    assert found is not None
    living = found[0]
    assert not accounts.is_expired(living, NOW + timedelta(minutes=14))
    assert accounts.is_expired(living, NOW + timedelta(minutes=16))
    living.seen_at = NOW + timedelta(hours=8)
    assert accounts.is_expired(living, NOW + timedelta(hours=8, minutes=1))


@pytest.mark.parametrize("password", ["Short-1", "onlysmallletters", "p1-Secret-99", PASSWORD])
def test_weak_and_used_passwords_are_refused(session: Session, password: str) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"], must_change=True)
    actor = queries.make_actor(session, person, NOW.date())
    with pytest.raises(InvalidError):
        accounts.change_password(session, actor=actor, present=PASSWORD, new=password, now=NOW)


def test_a_reset_ends_open_sign_ins(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"])
    _sign_in(session, PASSWORD)
    accounts.reset_password(
        session, actor=SYSTEM, person_id=person.id, org_path=units["GZ-A"].path,
        password="Another-One-2", now=NOW,
    )  # fmt: skip
    assert queries.find_sign_in(session, accounts.token_digest(f"t0{PASSWORD}")) is None
    assert _sign_in(session, "Another-One-2", 1).account is not None


def test_a_changed_password_ends_the_other_sign_ins(session: Session) -> None:
    units = make_tree(session)
    person = make_person(session, units["GZ-A"])
    make_account(session, person, units["GZ-A"])
    _sign_in(session, PASSWORD, 1)
    _sign_in(session, PASSWORD, 2)
    here, there = f"t1{PASSWORD}", f"t2{PASSWORD}"
    actor = queries.make_actor(session, person, NOW.date())
    accounts.change_password(
        session, actor=actor, present=PASSWORD, new="Brand-New-Pass-7", now=NOW, token=here
    )
    assert queries.find_sign_in(session, accounts.token_digest(here)) is not None
    assert queries.find_sign_in(session, accounts.token_digest(there)) is None


def test_everything_leaves_a_trace(session: Session) -> None:
    units = make_tree(session)
    make_account(session, make_person(session, units["GZ-A"]), units["GZ-A"])
    actions = set(session.scalars(select(AuditEvent.action)))
    assert {
        "people.organization.added",
        "people.person.added",
        "people.account.opened",
    } <= actions
