"""Questions asked so far follow the answer before them."""

from django.db import migrations

_LINK = """
UPDATE chat_message AS question
SET previous_id = (
  SELECT answer.id FROM chat_message AS answer
  WHERE answer.conversation_id = question.conversation_id
    AND answer.role = 'assistant' AND answer.created_at < question.created_at
  ORDER BY answer.created_at DESC LIMIT 1
)
WHERE question.role = 'user' AND question.previous_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("chat", "0004_ask_again_and_facts")]

    operations = [migrations.RunSQL(_LINK, migrations.RunSQL.noop)]
