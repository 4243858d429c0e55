"""Docs describe what is."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SETTING = re.compile(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"')


class TestDocumentation:
    def test_names_every_setting_in_the_example_file(self):
        read = set(SETTING.findall((ROOT / "lumen/settings.py").read_text()))
        example = (ROOT / ".env.example").read_text()

        assert {name for name in read if f"{name}=" not in example} == set()

    def test_names_both_commands_and_a_picture_that_exists_in_the_readme(self):
        readme = (ROOT / "README.md").read_text()

        assert "make run" in readme
        assert "make test" in readme
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme):
            assert (ROOT / picture).exists(), picture

    def test_links_lead_somewhere(self):
        pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
        links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)\)", page.read_text())]
        broken = [
            f"{page.name}: {link}"
            for page, link in links
            if "://" not in link and not (page.parent / link).exists()
        ]

        assert broken == []
