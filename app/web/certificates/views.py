"""My certificates; the register of personnel departments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.domain.certificates import handlers, policy, queries, rules, services
from app.domain.certificates.models import Certificate
from app.domain.certificates.queries import CertificateFilters
from app.domain.certificates.rules import State
from app.domain.people import queries as people
from app.kernel.actor import Permission
from app.kernel.text import Message
from app.kernel.tier import Tier
from app.web.access import current_actor, now, requires, signed_in
from app.web.certificates import bp
from app.web.certificates.forms import ChangeForm
from app.web.display import local
from app.web.forms import TokenForm, require_token
from app.web.paging import current_page
from app.web.unit_of_work import read_session, unit_of_work

READ = Permission.CERTIFICATES_CERTIFICATE_READ
REVOKE = Permission.CERTIFICATES_CERTIFICATE_REVOKE
RELEASE = Permission.RESULTS_RESULT_RELEASE


@bp.app_template_filter("certificate_state")
def certificate_state(certificate: Certificate) -> State:
    """Return the state that holds today."""
    return rules.state_on(certificate.state, certificate.valid_until, local(now()).date())


@bp.context_processor
def names() -> dict[str, object]:
    """Give the templates the names of states, grades and operations."""
    return {
        "STATE_NAMES": rules.STATE_NAMES,
        "GRADE_NAMES": rules.GRADE_NAMES,
        "OPERATION_NAMES": rules.OPERATION_NAMES,
        "State": State,
        "Message": Message,
    }


@bp.get("/my/certificates")
@signed_in
def mine() -> str:
    """Show one's own certificates, and what could not be issued yet."""
    person_id = current_actor().person_id
    return render_template(
        "certificates/mine.html",
        certificates=queries.list_for_person(read_session(), person_id),
        blocks=queries.list_blocks_for_person(read_session(), person_id),
    )


@bp.get("/my/certificates/<uuid:uuid>.pdf")
@signed_in
def my_pdf(uuid: UUID) -> Response:
    """Give back the bytes that were issued."""
    own = queries.get_own(read_session(), uuid, person_id=current_actor().person_id)
    return _pdf(own)


@bp.get("/hr/certificates")
@requires(READ)
def register() -> str:
    """Show the register, what waits for a decision, and what could not be issued."""
    unit = request.args.get("unit", "")
    whole = current_actor().scope(READ)
    scope, filters = whole.within(unit) if unit else whole, _filters()
    total = queries.count_certificates(read_session(), scope=scope, filters=filters)
    page = current_page(total)
    found = queries.list_certificates(
        read_session(), scope=scope, filters=filters, limit=page.size, offset=page.offset
    )
    blocks = queries.list_blocks(read_session(), scope=scope)
    paths = [*(row.org_path for row in found), *(block.org_path for block in blocks)]
    return render_template(
        "certificates/register.html",
        certificates=found,
        blocks=blocks,
        waiting=queries.list_open_changes(read_session(), scope=scope),
        units=people.organization_names(read_session(), paths),
        filters=filters,
        unit=unit,
        soon=rules.SOON.days,
        page=page,
        tiers=list(Tier),
        token=TokenForm(),
    )


@bp.route("/hr/certificates/<uuid:uuid>", methods=["GET", "POST"])
@requires(READ)
def certificate(uuid: UUID) -> BaseResponse | str | tuple[str, int]:
    """Show one certificate with its history; propose a change."""
    found = queries.get_in_scope(read_session(), uuid, scope=current_actor().scope(READ))
    form = ChangeForm().offer(found.state)
    if form.submitted():
        with unit_of_work() as session:
            services.propose_change(
                session,
                actor=current_actor(),
                uuid=uuid,
                operation=form.chosen(),
                reason=form.reason.data or "",
                now=now(),
            )
        flash(_("The proposal is recorded. Another person now decides."), "ok")
        return redirect(url_for(".certificate", uuid=uuid), code=303)
    page = _certificate_page(found, form)
    return (page, 422) if form.errors else page


def _certificate_page(found: Certificate, form: ChangeForm) -> str:
    actor, change = current_actor(), queries.find_open_change(read_session(), found.id)
    about: dict[str, Any] = {"person_id": found.person_id, "org_path": found.org_path}
    proposer = change.proposed_by_id if change else 0
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        form=form,
        token=TokenForm(),
        change=change,
        may_propose=policy.can_propose(actor, **about),
        may_decide=policy.can_decide(actor, **about, proposed_by_id=proposer),
        changes=queries.list_changes(read_session(), found.id),
        unit=people.organization_names(read_session(), [found.org_path]),
    )


@bp.get("/hr/certificates/<uuid:uuid>.pdf")
@requires(READ)
def pdf(uuid: UUID) -> Response:
    """Give personnel the bytes that were issued."""
    return _pdf(queries.get_in_scope(read_session(), uuid, scope=current_actor().scope(READ)))


@bp.post("/hr/certificates/changes/<uuid:uuid>/confirm")
@requires(REVOKE)
def confirm(uuid: UUID) -> BaseResponse:
    """Put a proposal into force."""
    require_token()
    with unit_of_work() as session:
        done = services.confirm_change(session, actor=current_actor(), uuid=uuid, now=now())
    flash(_("The change is in force and shows in public verification at once."), "ok")
    return redirect(url_for(".certificate", uuid=done.uuid), code=303)


@bp.post("/hr/certificates/changes/<uuid:uuid>/decline")
@requires(REVOKE)
def decline(uuid: UUID) -> BaseResponse:
    """Refuse a proposal."""
    require_token()
    with unit_of_work() as session:
        done = services.decline_change(session, actor=current_actor(), uuid=uuid, now=now())
    flash(_("The proposal is declined; the certificate stays as it was."), "ok")
    return redirect(url_for(".certificate", uuid=done.uuid), code=303)


@bp.post("/hr/certificates/waiting/<int:result_id>/issue")
@requires(RELEASE)
def issue_again(result_id: int) -> BaseResponse:
    """Try again to issue what was blocked, after the name or the fonts were mended."""
    require_token()
    with unit_of_work() as session:
        queries.get_block_in_scope(session, result_id, scope=current_actor().scope(RELEASE))
        award = handlers.award_of(session, result_id)
        services.issue_or_block(session, actor=current_actor(), award=award, now=now())
        made = queries.find_by_result(session, result_id)
    if made is None:
        flash(_("It still cannot be printed: the reason is unchanged."), "warn")
    else:
        flash(_("The certificate %(number)s is issued.", number=made.number), "ok")
    return redirect(url_for(".register"), code=303)


def _filters() -> CertificateFilters:
    tier, state = request.args.get("tier", ""), request.args.get("state", "")
    return CertificateFilters(
        on=local(now()).date(),
        text=request.args.get("text", "").strip()[:60],
        tier=Tier(tier) if tier in set(Tier) else None,
        state=State(state) if state in set(State) else None,
        year=_year(request.args.get("year", 0, type=int)),
        ending_only=request.args.get("ending") == "1",
    )


def _year(asked: int) -> int:
    first, last = 2003, 2999
    return asked if first <= asked <= last else 0


def _pdf(certificate: Certificate) -> Response:
    data = queries.get_file(read_session(), certificate.id).data
    headers = {"Content-Disposition": f'attachment; filename="{certificate.number}.pdf"'}
    return Response(data, mimetype="application/pdf", headers=headers)
