"""Pages for trainers who write items and for reviewers who approve them."""

from flask import Blueprint
from flask_babel import lazy_gettext as _

from app.kernel.actor import Permission
from app.web.nav import NavItem, Place

bp = Blueprint("author", __name__, url_prefix="/author", template_folder="templates")

from app.web.author import views  # noqa: E402, F401

NAV = (
    NavItem(
        endpoint="author.item_list",
        label=_("Items"),
        icon="list",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_READ,
        order=10,
        also=(
            *("author.item", "author.edit_item", "author.new_item", "author.choose_kind"),
            "author.compare_versions",
        ),
    ),
    NavItem(
        endpoint="author.import_page",
        label=_("Bring items in"),
        icon="upload",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_EDIT,
        order=5,
        also=("author.import_file", "author.import_list", "author.export_page"),
    ),
    NavItem(
        endpoint="author.practical_list",
        label=_("Practical tasks from files"),
        icon="pen",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_EDIT,
        order=15,
        also=("author.practical", "author.preview_practical", "author.practical_folder"),
    ),
    NavItem(
        endpoint="author.review_list",
        label=_("Reviews"),
        icon="shield",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_REVIEW,
        order=20,
        also=("author.review",),
    ),
    NavItem(
        endpoint="author.coverage",
        label=_("Coverage"),
        icon="chart",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_READ,
        order=30,
        also=("author.coverage_cell",),
    ),
    NavItem(
        endpoint="author.exposure",
        label=_("Exposure"),
        icon="eye",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_READ,
        order=40,
    ),
    NavItem(
        endpoint="author.check_list",
        label=_("Checks of practicals"),
        icon="chart",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_READ,
        order=45,
        also=("author.check_report",),
    ),
    NavItem(
        endpoint="author.duplicates",
        label=_("Alike items"),
        icon="search",
        place=Place.BANK,
        permission=Permission.BANK_ITEM_READ,
        order=50,
    ),
)
