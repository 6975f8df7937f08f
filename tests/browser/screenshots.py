"""Take the README's pictures of the form, in the demo business's colours: `python -m tests.browser.screenshots`."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.browsing import DESKTOP, PHONE, Visitor, running_browser
from tests.sdk.official_sdk import official_sdk
from tests.support.stack_process import ROOT, running_stack

IMAGES = ROOT / "docs" / "images"
# Sharp where it is looked at closely; the desktop's is shown smaller than it is.
PICTURES = {"form-phone.png": (PHONE, 2), "form-desktop.png": (DESKTOP, 1)}


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium or Chrome is needed.", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as state,
        running_stack(Path(state)) as stack,
        official_sdk(stack) as sdk,
        running_browser(chromium) as browser,
    ):
        # With a live key, as customers see it: without the banner of the test mode.
        live = replace(sdk, key=stack["live_key"])
        for name, (viewport, scale) in PICTURES.items():
            visitor = Visitor.arriving(browser, viewport=viewport, device_scale_factor=scale)
            visitor.open(live.create({}, {"createEditLink": True})["edit_link"])
            visitor.fill(tax_id="ABC101010111", legal_name="Dunder Mifflin", address_zip="85900")
            visitor.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            visitor.page.screenshot(path=IMAGES / name)
            visitor.context.close()
            print(f"{name}: {(IMAGES / name).stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
