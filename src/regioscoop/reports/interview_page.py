"""The map of causes as one page for a meeting: it needs no other file, circles are traceable, print is A3."""

from __future__ import annotations

from html import escape
from typing import Final

from regioscoop.figures import Drawing

WORDS: Final = {
    "nl": (
        "Kies een cirkel om hem te volgen; kies hem nog eens om alles te zien. Afdrukken: op A3.",
        "Kaart van oorzaken",
    ),
    "en": ("Choose a circle to trace it; choose it again to see all. Print it on A3.", "Map of causes"),
}
_STYLE: Final = """
body { margin: 0 auto; padding: 1rem; max-width: 110rem; background: #fbf9f4; color: #1f2a36;
  font: 1rem/1.5 "Fira Sans", sans-serif }
svg { width: 100%; height: auto }
[data-circle] { cursor: pointer }
.is-tracing [data-circles]:not(.is-traced) { opacity: .12 }
.is-tracing [data-circle]:not(.is-traced) { opacity: .4 }
@page { size: A3; margin: 10mm }
@media print { body { padding: 0 } p { display: none } svg { max-height: 390mm } }
"""
_SCRIPT: Final = """
const names = [...document.querySelectorAll("[data-circle]")];
const marks = [...document.querySelectorAll("[data-circles]")];
let kept = "";
function trace(circle) {
  document.body.classList.toggle("is-tracing", circle !== "");
  for (const m of marks) m.classList.toggle("is-traced", m.dataset.circles.split(" ").includes(circle));
  for (const n of names) n.classList.toggle("is-traced", n.dataset.circle === circle);
}
for (const n of names) {
  const pick = () => { kept = kept === n.dataset.circle ? "" : n.dataset.circle; trace(kept); };
  n.setAttribute("tabindex", "0");
  n.setAttribute("role", "button");
  n.addEventListener("click", pick);
  n.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" && e.key !== " ") return;
    e.preventDefault();
    pick();
  });
  n.addEventListener("pointerenter", () => trace(n.dataset.circle));
  n.addEventListener("pointerleave", () => trace(kept));
}
"""


def causal_map_page(causes: Drawing, name: str, language: str = "nl") -> str:
    """Write a map of causes as one HTML file that needs no other and no connection.

    Parameters
    ----------
    causes
        The map, as ``causes`` of `regioscoop.reports.interview_figures.interview_figures`.
    name
        Of the project.
    language
        ``nl`` or ``en``.
    """
    how, what = WORDS[language]
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{what}: {escape(name)}</title><style>{_STYLE}</style>"
    )
    body = f"<p>{how}</p>\n<main>{causes.svg}</main>\n<script>{_SCRIPT}</script>"
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'
