"""Settings are declared once: reading, suggestions and schema come from there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smallsite import CONFIG, Site

from generator.model.settings import Settings
from generator.read.config.setting_table import SETTINGS, TOP, read_group
from generator.read.story.schema import settings_schema, story_schema
from generator.read.yaml.fields import Fields


def test_a_file_without_settings_gives_the_defaults_of_the_struct() -> None:
    found = read_group(Settings, Fields("_config.yml", {}, {}, {}), "")
    defaults = Settings()
    assert {name: value for name, value in found.items() if value != getattr(defaults, name)} == {"title": "Untitled"}


@pytest.mark.parametrize(
    ("slip", "meant"), [("paginat", "paginate"), ("permalnik", "permalink"), ("tiemzone", "timezone"), ("taglines", "")]
)
def test_a_misspelt_setting_is_named_with_the_right_one(site: Site, slip: str, meant: str) -> None:
    site.write("content/_config.yml", f"title: The Test\nurl: https://test.example\n{slip}: x\n")
    problems = [problem.message for problem in site.build().problems if problem.line == 3]
    assert problems == ([f"{slip}: there is no such setting: {meant} is meant, it seems"] if meant else [])


@pytest.mark.parametrize("key", ["author", "plugins", "email", "sass", "collection", "authors2024", "github_username"])
def test_settings_of_others_are_no_slips(site: Site, key: str) -> None:
    site.write("content/_config.yml", f"{CONFIG}{key}: x\n")
    assert site.build().problems == []


@given(st.sampled_from(TOP), st.integers(0, 20), st.sampled_from("abxz"))
def test_no_setting_is_taken_for_another(key: str, place: int, letter: str) -> None:
    assert key in TOP
    changed = key[:place] + letter + key[place:]
    assert changed not in SETTINGS or changed == key


def test_schemas_name_all_keys() -> None:
    assert set(json.loads(json.dumps(settings_schema()))["properties"]) == set(TOP)
    assert {"title", "author", "embargo", "redirect_from"} <= story_schema()["properties"].keys()
