"""Rules every template keeps, whoever writes it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
PAGES = [name for name in TEMPLATES if not name.startswith("emails/")]
SPRITE = (settings.BASE_DIR / "static" / "icons.svg").read_text()
ICONS = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
ICON_USES = (
    r'{%\s*icon\s+"([\w-]+)"',
    r'\b(?:icon|action_icon)="([\w-]+)"',
    r'icon\|default:"([\w-]+)"',
    r'{%\s*(?:nav_item|palette_item)\s+"[^"]+"\s+"([\w-]+)"',
)


def _source(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", TEMPLATES)
class TestEveryTemplate:
    def test_compiles(self, name):
        assert get_template(name)

    def test_names_only_icons_of_the_sprite(self, name):
        used = {icon for use in ICON_USES for icon in re.findall(use, _source(name))}

        assert used - ICONS == set()

    def test_names_only_static_files_that_exist(self, name):
        used = re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]", _source(name))

        assert [path for path in used if not finders.find(path)] == []


@pytest.mark.parametrize("name", PAGES)
class TestEveryPage:
    def test_has_no_inline_style(self, name):
        assert not re.search(r"<style\b|\sstyle\s*=", _source(name))

    def test_has_no_inline_script(self, name):
        scripts = re.findall(r"<script\b([^>]*)>", _source(name))

        assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []

    def test_has_no_handler_that_needs_eval(self, name):
        source = _source(name)

        assert not re.search(r"\shx-on[:-]|\son(?:click|change|submit|load|input|key\w+)\s*=", source)
        assert not re.search(r"['\"]js(?:avascript)?:", source)
        # `click[ctrlKey]` would be evaluated; `from:find input[type=search]` is a selector
        assert not re.search(r"hx-trigger=\"(?:[^\"]*,)?\s*[\w:.-]+\[", source)


class TestTheSprite:
    def test_has_each_icon_once(self):
        assert len(re.findall(r"<symbol ", SPRITE)) == len(ICONS)


class TestScripts:
    def test_are_small_modules(self):
        lengths = {
            path.name: len(path.read_text().splitlines())
            for path in Path(settings.BASE_DIR / "static" / "js").glob("*.js")
        }

        assert max(lengths.values()) < 100
        assert sum(lengths.values()) < 1600
