"""Count and list what papers may draw from an index alone.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"

OLD = ("ix_item_version_state_domain_level", ["state", "domain", "level"])
NEW = (
    "ix_item_version_pool",
    [
        *("state", "domain", "level", "kind", "module", "use", "tier_names"),
        *("valid_from", "valid_to", "item_id"),
    ],
)


def upgrade() -> None:
    _swap(OLD, NEW)


def downgrade() -> None:
    _swap(NEW, OLD)


def _swap(old: tuple[str, list[str]], new: tuple[str, list[str]]) -> None:
    op.drop_index(old[0], table_name="item_version")
    op.create_index(new[0], "item_version", new[1])
