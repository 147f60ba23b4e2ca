"""Certificates for those who hold them and for those who keep the register."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from flask_babel import lazy_gettext

from app.documents import fonts
from app.domain.certificates import issuer
from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("certificates", __name__, template_folder="templates")
NAV = [
    NavItem(
        "certificates.mine",
        lazy_gettext("My certificates"),
        "award",
        Place.LEARNER,
        Permission.LEARNING_MODULE_STUDY,
        order=60,
    ),
    NavItem(
        "certificates.register",
        lazy_gettext("Certificate register"),
        "award",
        Place.PERSONNEL,
        Permission.CERTIFICATES_CERTIFICATE_READ,
        order=60,
        also=("certificates.certificate",),
    ),
]


@bp.record_once
def configure(state: BlueprintSetupState) -> None:
    """Tell the room in whose name certificates are issued, and where the fonts lie."""
    config = state.app.config
    issuer.use(
        issuer.Issuer(
            code=config["ISSUER_CODE"],
            name=config["ISSUER_NAME"],
            standard=config["STANDARD_NAME"],
            years=config["CERTIFICATE_YEARS"],
            public_url=config["PUBLIC_URL"],
            zone=config["BABEL_DEFAULT_TIMEZONE"],
        )
    )
    if (brought := config["VAR_DIR"] / "fonts").is_dir():
        fonts.use_folder(brought)


from app.web.certificates import views  # noqa: E402, F401
