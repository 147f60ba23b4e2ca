"""Let PostgreSQL find words by their beginnings: an index over lexemes instead of arrays.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"

LEXEMES = (
    "CREATE OR REPLACE FUNCTION word_lexemes(line text) RETURNS tsvector"
    " LANGUAGE plpgsql IMMUTABLE STRICT COST 500 AS"
    " $$BEGIN RETURN array_to_tsvector(array_remove(string_to_array(line, ' '), '')); END$$"
)
PIECES = "string_to_array(words, ' ')"


def upgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX ix_item_words")
    op.execute(
        "UPDATE item SET words = regexp_replace(words, '([^ ]{200})[^ ]+', '\\1', 'g')"
        " WHERE words ~ '[^ ]{201}'"
    )
    op.execute(LEXEMES)
    op.execute(
        "CREATE INDEX ix_item_words ON item USING gin (word_lexemes(words)) WITH (fastupdate = off)"
    )


def downgrade() -> None:
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX ix_item_words")
    op.execute("DROP FUNCTION word_lexemes(text)")
    op.execute(f"CREATE INDEX ix_item_words ON item USING gin ({PIECES})")
