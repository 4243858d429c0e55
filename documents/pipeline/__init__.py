"""From bytes to pages and passages. Nothing here needs Django, so child processes start fast."""
