"""How the demo's pages look: one frame, one style sheet, a policy that lets nothing else in."""

import base64
import hashlib
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from oauth_desk.services.demo_service import DEMO_COLOR

_STYLE: Final = f"""
:root {{ color-scheme: light dark; --window: #F6F7F9; --panel: #FFFFFF; --line: #DEE2E8; --text: #16191F;
  --second: #4B5563; --third: #626976; --accent: #2457D6; --on: #FFFFFF; --soft: #E6EDFC; --good: #15713A;
  --good-soft: #E3F4E9; --amber: #8A5A00; --amber-soft: #FBF1DA; --bad: #B3261E; --neutral: #ECEEF2; }}
@media (prefers-color-scheme: dark) {{ :root {{ --window: #15181D; --panel: #1C2027; --line: #2E343D;
  --text: #F0F2F5; --second: #B6BDC9; --third: #939CAA; --accent: #7DA2FF; --on: #0B1530; --soft: #22304F;
  --good: #6FD39A; --good-soft: #173526; --amber: #F0BE5C; --amber-soft: #3A2F16; --bad: #FF9087;
  --neutral: #272C34; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--window); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", Cantarell, "Noto Sans", sans-serif; }}
.banner {{ background: var(--amber-soft); color: var(--amber); text-align: center; padding: 8px 16px;
  font-size: 13px; font-weight: 600; }}
main {{ max-width: 480px; margin: 48px auto; padding: 0 16px; }}
main.wide {{ max-width: 860px; }}
.card {{ background: var(--panel); border: 1px solid var(--line); border-radius: 14px; padding: 32px; }}
.card + .card {{ margin-top: 16px; }}
.mark {{ display: inline-flex; width: 40px; height: 40px; border-radius: 10px; background: {DEMO_COLOR};
  color: #FFFFFF; align-items: center; justify-content: center; font-weight: 700; font-size: 18px; }}
h1 {{ font-size: 22px; line-height: 1.3; margin: 16px 0 8px; overflow-wrap: anywhere; }}
h2 {{ font-size: 15px; margin: 0 0 8px; }}
p {{ margin: 8px 0; color: var(--second); overflow-wrap: anywhere; }}
fieldset {{ border: 0; margin: 16px 0; padding: 0; }}
legend {{ padding: 0; font-weight: 600; }}
.choice {{ display: flex; align-items: center; gap: 12px; border: 1px solid var(--line); border-radius: 10px;
  padding: 12px 16px; margin-top: 8px; cursor: pointer; }}
.choice:has(input:checked) {{ border-color: var(--accent); background: var(--soft); }}
.choice input {{ width: 18px; height: 18px; margin: 0; accent-color: var(--accent); flex: none; }}
.choice small {{ display: block; color: var(--third); font-size: 13px; }}
.row {{ display: flex; gap: 12px; margin-top: 24px; flex-wrap: wrap; align-items: center; }}
button {{ font: inherit; font-weight: 600; min-height: 42px; padding: 0 20px; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--line); background: var(--panel); color: var(--text); }}
button.primary {{ background: var(--accent); border-color: var(--accent); color: var(--on); }}
button.bad {{ color: var(--bad); }}
input[type=text], input[type=number] {{ font: inherit; min-height: 42px; padding: 0 12px; border-radius: 8px;
  border: 1px solid var(--third); background: var(--panel); color: var(--text); }}
input.code {{ width: 100%; font: 600 22px ui-monospace, "DejaVu Sans Mono", monospace; letter-spacing: 3px;
  text-align: center; text-transform: uppercase; }}
input[type=number] {{ width: 84px; min-height: 36px; }}
a {{ color: var(--accent); }}
:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
.switch {{ display: flex; gap: 16px; align-items: center; justify-content: space-between; flex-wrap: wrap;
  padding: 12px 0; border-top: 1px solid var(--line); }}
.switch form {{ display: flex; gap: 8px; align-items: center; flex-wrap: wrap; }}
.switch div {{ flex: 1 1 320px; }}
.switch small {{ display: block; color: var(--third); font-size: 13px; }}
.switch button {{ min-height: 36px; padding: 0 14px; }}
.chip {{ display: inline-block; border-radius: 999px; padding: 1px 10px; font-size: 12px; font-weight: 600;
  background: var(--neutral); color: var(--second); }}
.chip.on {{ background: var(--amber-soft); color: var(--amber); }}
.chip.good {{ background: var(--good-soft); color: var(--good); }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: 13px; }}
th, td {{ text-align: left; padding: 6px 12px 6px 0; border-top: 1px solid var(--line); white-space: nowrap; }}
th {{ color: var(--third); font-weight: 600; border-top: 0; }}
code {{ font: 12px ui-monospace, "DejaVu Sans Mono", monospace; }}
.note {{ font-size: 13px; color: var(--third); }}
@media (max-width: 520px) {{ main {{ margin: 16px auto; }} .card {{ padding: 20px; }} }}
"""
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")


def page(title: str, body: str, *, status: int = 200, wide: bool = False, form_goes_to: str = "") -> HTMLResponse:
    """Return a whole page. ``body`` is HTML that is already escaped; ``title`` is text.

    Browsers apply ``form-action`` to the redirect after a form too: ``form_goes_to``
    is the origin of the program that waits for the answer.
    """
    html = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} · Demo</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>{_STYLE}</style></head>
<body><div class="banner" id="demo-banner">Demo: nothing here is real, and nothing leaves this computer</div>
<main{' class="wide"' if wide else ""}>{body}</main></body></html>
"""
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action 'self' {form_goes_to}"
    )
    headers = {
        "Content-Security-Policy": policy.rstrip(),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    return HTMLResponse(html, status, headers)


def card(title: str, body: str) -> str:
    """Return the usual card with the demo's mark; ``body`` is HTML, ``title`` is text."""
    return f"""<section class="card"><span class="mark" aria-hidden="true">D</span>
<h1>{escape(title)}</h1>{body}</section>"""
