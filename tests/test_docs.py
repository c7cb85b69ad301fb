"""The documentation says what the program does: commands, options, links, shown output."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
CLI_PAGE = DOCS / "reference" / "cli.md"
PROSE = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "GOVERNANCE.md", "SECURITY.md")),
    *sorted(path for path in DOCS.rglob("*.md") if path != CLI_PAGE),
]
EVERY_PAGE = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ALWAYS = {"--help"}


@cache
def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def root_command() -> Any:
    from regioscoop.cli import app

    return typer.main.get_command(app)


def options(command: Any) -> set[str]:
    names = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    return {name for name in names if name.startswith("-")}


def walk() -> list[tuple[tuple[str, ...], Any]]:
    return list(tool("gen_reference").visible_commands(root_command()))


def mentioned(text: str) -> set[str]:
    """Every command in fences and in code spans."""
    found = set()
    for fence in FENCE.finditer(text):
        if fence["kind"] in {"console", "bash"}:
            lines = (line.removeprefix("$ ") for line in fence["body"].splitlines())
            found |= {line for line in lines if line.startswith("regioscoop ")}
    spans = CODE.findall(FENCE.sub("", text))
    return found | {span for span in spans if span.startswith("regioscoop ")}


def problems_of(line: str) -> list[str]:
    """What is wrong with a command as written in the documentation."""
    command, problems = root_command(), []
    for word in shlex.split(line)[1:]:
        children = getattr(command, "commands", None)
        if word.startswith("-"):
            if word.split("=")[0] not in options(command) | ALWAYS:
                problems.append(f"no option {word}: {line}")
        elif children is not None:
            if word not in children:
                return [*problems, f"no command {word}: {line}"]
            command = children[word]
    return problems


@pytest.mark.parametrize("page", PROSE, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_and_options_in_the_documentation_exist(page: Path):
    lines = sorted(mentioned(page.read_text(encoding="utf-8")))
    assert [problem for line in lines for problem in problems_of(line)] == []


@pytest.mark.parametrize("page", PROSE, ids=lambda p: str(p.relative_to(ROOT)))
def test_options_named_on_their_own_exist(page: Path):
    known = {name for _, command in walk() for name in options(command)} | ALWAYS
    spans = CODE.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    named = {span.split()[0].split("=")[0] for span in spans if span.startswith("--")}
    # `--check` belongs to the tools, not to the program.
    assert named - known - {"--check"} == set()


def test_every_command_and_option_is_in_the_reference():
    sections = re.split(r"^## `", CLI_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    by_title = {section.split("`", 1)[0]: section for section in sections[1:]}
    missing = []
    for path, command in walk():
        title = " ".join(("regioscoop", *path))
        if title not in by_title:
            missing.append(title)
        else:
            words = set(re.findall(r"--?[\w-]+", by_title[title]))
            missing += [f"{title} {name}" for name in sorted(options(command) - words)]
    assert missing == []


def test_every_documented_command_exists():
    titles = re.findall(r"^## `regioscoop ?([^`]*)`", CLI_PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {tuple(title.split()) for title in titles} == {path for path, _ in walk()}


def test_reference_pages_follow_the_code():
    # A process of its own: the plain help text needs Typer to be imported without Rich.
    command = [sys.executable, str(ROOT / "tools" / "gen_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_resolve(page: Path):
    targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    local = {target.split("#")[0] for target in targets if "://" not in target} - {""}
    assert [target for target in sorted(local) if not (page.parent / target).exists()] == []


def test_shown_output_is_fresh():
    assert tool("gen_docs_output").check() == ""


@pytest.mark.parametrize(
    "command",
    ["rm -r x", "regioscoop regions > x.csv", "regioscoop regions | head", "regioscoop atlas serve", ""],
)
def test_other_commands_are_never_run(command: str):
    module = tool("gen_docs_output")
    with pytest.raises(module.CommandError):
        module.parse(command)


def test_output_is_put_below_its_command_and_cut():
    module = tool("gen_docs_output")
    text = "<!-- output: head 2 -->\n```console\n$ regioscoop a\nold\n$ regioscoop b\n```\n"
    outputs = {("a",): "1\n2\n3\n", ("b",): "1 \n"}
    wanted = module.BLOCK.sub(lambda m: module.fresh_block(m, lambda a: outputs[tuple(a)]), text)
    assert wanted == (
        "<!-- output: head 2 -->\n```console\n$ regioscoop a\n1\n2\n...\n$ regioscoop b\n1\n```\n"
    )


def test_publiccode_has_what_the_standard_asks():
    found = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    mandatory = {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    }
    assert mandatory - set(found) == set()
    assert found["legal"]["license"] == project["license"]
    assert found["softwareVersion"] == project["version"]
    for text in found["description"].values():
        assert len(text["shortDescription"].strip()) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_licence_is_complete():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    articles = re.findall(r"^(\d+)\.[A-Z]", text, re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert "Appendix" in text
    assert text.rstrip().endswith("require the production of a new EUPL version.")
