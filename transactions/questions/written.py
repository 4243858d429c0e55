"""Every name as a workspace writes it, read in one query: each question about money begins with it."""

from dataclasses import dataclass

from django.db import connection

from accounts.models import Workspace

# A category nobody ever used is no answer to a question: `pets` then is a name the ledger lacks.
# Methods are found hopping over their index: DISTINCT would read every row of the workspace.
_SQL = """
WITH RECURSIVE used(method) AS (
  (SELECT method FROM transactions_transaction WHERE workspace_id = %(workspace)s ORDER BY method LIMIT 1)
  UNION ALL
  SELECT (
    SELECT row.method FROM transactions_transaction AS row
    WHERE row.workspace_id = %(workspace)s AND row.method > used.method ORDER BY row.method LIMIT 1
  ) FROM used WHERE used.method IS NOT NULL
),
filed AS NOT MATERIALIZED (
  SELECT category_id, tags FROM transactions_transaction
  WHERE workspace_id = %(workspace)s AND deleted_at IS NULL AND NOT is_split
)
SELECT
  ARRAY(SELECT name FROM transactions_merchant WHERE workspace_id = %(workspace)s ORDER BY name),
  ARRAY(
    SELECT ARRAY[alias.key, merchant.name]
    FROM transactions_merchantalias AS alias
    JOIN transactions_merchant AS merchant ON merchant.id = alias.merchant_id
    WHERE alias.workspace_id = %(workspace)s ORDER BY alias.id
  ),
  ARRAY(
    SELECT name FROM transactions_category AS category
    WHERE workspace_id = %(workspace)s AND (
      EXISTS (SELECT FROM filed WHERE category_id = category.id)
      OR EXISTS (
        SELECT FROM filed JOIN transactions_category AS part ON part.id = filed.category_id
        WHERE part.parent_id = category.id
      )
      OR EXISTS (SELECT FROM transactions_budget WHERE category_id = category.id)
    )
    ORDER BY name
  ),
  ARRAY(SELECT name FROM transactions_account WHERE workspace_id = %(workspace)s ORDER BY name),
  ARRAY(SELECT method FROM used WHERE method <> ''),
  ARRAY(
    SELECT DISTINCT tag FROM (SELECT DISTINCT tags FROM filed WHERE tags <> '{}' LIMIT 500) AS tagged,
    unnest(tagged.tags) AS tag
  )
"""


@dataclass(frozen=True, slots=True)
class Written:
    """Names by kind; equal ones share one index."""

    merchants: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()  # (key, merchant)
    categories: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def written_in(workspace: Workspace) -> Written:
    """What the workspace calls its merchants, categories, accounts, methods and tags."""
    if workspace._state.adding:
        return Written()  # nothing can be filed in what was never saved
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"workspace": workspace.pk})
        merchants, aliases, categories, accounts, methods, tags = cursor.fetchone()
    return Written(
        merchants=tuple(merchants),
        aliases=tuple((key, merchant) for key, merchant in aliases),
        categories=tuple(categories),
        accounts=tuple(accounts),
        methods=tuple(sorted(methods)),
        tags=tuple(sorted(tags)),
    )
