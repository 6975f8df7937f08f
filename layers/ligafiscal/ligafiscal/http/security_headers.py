"""The headers that every page and file of the portal is sent with, and a page's Content-Security-Policy."""

# Sent with every answer, whatever its status. The key is in the URL: nothing may carry it elsewhere.
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Vary": "Accept-Encoding, Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


def page_policy(nonce: str, scripted: bool) -> str:
    """The Content-Security-Policy of one page: its own style and script, under its own nonce, and nothing else."""
    # The script asks for the places of zip codes.
    script = f"script-src 'nonce-{nonce}'; connect-src 'self'; " if scripted else ""
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}'; {script}img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
