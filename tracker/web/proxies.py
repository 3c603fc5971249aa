"""Proxies in front of Tracker: which address the browser has, and whether it came by https."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.config import Config


def trust_proxies(app: Flask, config: Config) -> None:
    """Believe what so many proxies say of the browser; without a proxy anybody could say it, so nobody is believed."""
    count = config.web.trusted_proxies
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
