"""The web application, as a table of contents."""

from __future__ import annotations

from flask import Flask

from tracker.config import Config
from tracker.installation import Clock, open_tracker, utc_now
from tracker.web import addresses, areas, errors, gate, headers, proxies, rates, rendering, requests, secrets


def create_app(config: Config, clock: Clock = utc_now) -> Flask:
    """Make the web application of the installation that `config` describes."""
    app = Flask("tracker.web")
    app.extensions["tracker"] = open_tracker(config, clock)
    proxies.trust_proxies(app, config)
    secrets.sign_cookies(app, config)
    requests.open_and_close(app)
    gate.guard(app)
    headers.protect(app)
    rendering.prepare(app)
    errors.explain(app)
    addresses.bound_numbers(app)
    rates.prepare(app)
    areas.register(app)
    return app
