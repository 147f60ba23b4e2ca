"""Full text of items, tags, searches kept under a name, files before import, remarks of reviewers.

Revision ID: 0009
Revises: 0008
"""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

CHINESE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
RUN = re.compile(f"([{CHINESE}]+)|([^\\W_{CHINESE}]+)")
LISTED = ["item_id", "number", "state", "kind", "domain", "level"]
LISTED += ["difficulty", "author_id", "tier_names", "module", "valid_to"]
ADD = "INSERT INTO item_fts (rowid, words) VALUES (new.id, new.words);"
DROP = "INSERT INTO item_fts (item_fts, rowid, words) VALUES ('delete', old.id, old.words);"
FTS5 = [
    "CREATE VIRTUAL TABLE item_fts USING fts5(words, content='item', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER item_fts_insert AFTER INSERT ON item BEGIN {ADD} END",
    f"CREATE TRIGGER item_fts_delete AFTER DELETE ON item BEGIN {DROP} END",
    f"CREATE TRIGGER item_fts_update AFTER UPDATE OF words ON item BEGIN {DROP} {ADD} END",
    "INSERT INTO item_fts (item_fts) VALUES ('rebuild')",
]
GIN = ["CREATE INDEX ix_item_words ON item USING gin (string_to_array(words, ' '))"]
NO_TEXT = {"kind", "scoring", "key", "figures", "match", "fixed", "image"}


def upgrade() -> None:
    op.add_column("item", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("item") as table:
        table.alter_column("words", server_default=None)
    with op.batch_alter_table("item_review") as table:
        table.add_column(sa.Column("remarks", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("item_review") as table:
        table.alter_column("remarks", server_default=None)
    op.create_index("ix_item_version_list", "item_version", LISTED)
    _tables()
    _fill()
    for statement in FTS5 if op.get_bind().dialect.name == "sqlite" else GIN:
        op.execute(sa.text(statement))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("insert", "delete", "update"):
            op.execute(sa.text(f"DROP TRIGGER item_fts_{name}"))
        op.execute(sa.text("DROP TABLE item_fts"))
    else:
        op.execute(sa.text("DROP INDEX ix_item_words"))
    for name in ("staged_file", "saved_view", "item_tag"):
        op.drop_table(name)
    op.drop_index("ix_item_version_list", "item_version")
    with op.batch_alter_table("item_review") as table:
        table.drop_column("remarks")
    with op.batch_alter_table("item") as table:
        table.drop_column("words")


def _tables() -> None:
    op.create_table(
        "item_tag",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_tag_item_id")),
        sa.PrimaryKeyConstraint("item_id", "tag", name=op.f("pk_item_tag")),
    )
    op.create_index(op.f("ix_item_tag_tag"), "item_tag", ["tag"])
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "title", name=op.f("uq_saved_view_person_id_title")),
        sa.UniqueConstraint("uuid", name=op.f("uq_saved_view_uuid")),
    )
    op.create_table(
        "staged_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_staged_file_bank_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staged_file_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_file")),
        sa.UniqueConstraint("uuid", name=op.f("uq_staged_file_uuid")),
    )
    op.create_index(op.f("ix_staged_file_person_id"), "staged_file", ["person_id"])


def _fill() -> None:
    """Write the line of pieces of every item that is there."""
    connection = op.get_bind()
    query = sa.text(
        "SELECT i.id, i.code, v.module, v.sources, v.content FROM item i"
        " JOIN item_version v ON v.item_id = i.id AND v.number = i.version_count"
    )
    update = sa.text("UPDATE item SET words = :words WHERE id = :id")
    for id_, code, module, sources, content in connection.execute(query).all():
        texts = [code, module, *_texts(_read(sources)), *_texts(_read(content))]
        connection.execute(update, {"id": id_, "words": _line(texts)})


def _read(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner: list[object] = value if isinstance(value, list) else []
    if isinstance(value, dict):
        inner = [held for name, held in value.items() if name not in NO_TEXT]
    return [text for one in inner for text in _texts(one)]


def _line(texts: list[str]) -> str:
    pieces: list[str] = []
    for text in texts:
        for found in RUN.finditer(unicodedata.normalize("NFKC", text).casefold()):
            chinese, other = found.groups()
            run = chinese or ""
            pieces += [run[at : at + 2] for at in range(len(run) - 1)]
            pieces.append(run[-1:] or other)
    return f" {' '.join(pieces)} "
