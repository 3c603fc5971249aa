"""The key that signs cookies: from the configuration, else made once and kept beside the installation."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

from tracker.config import Config
from tracker.messages import InputError

KEY_FILE = Path("var") / "secret_key"


def sign_cookies(app: Flask, config: Config) -> None:
    """Give the application its key, let cookies stay with this site, and give forms a token, which the gate checks."""
    app.config.update(
        SECRET_KEY=config.web.secret_key or _kept_key(config.folder / KEY_FILE),
        SESSION_COOKIE_NAME="tracker",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.web.https,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=config.imports.max_megabytes * 1024 * 1024 + 1024 * 1024,
    )
    CSRFProtect(app)


def _kept_key(path: Path) -> str:
    """Return the key in the file; of several processes that start at once, the first writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def _read_key(path: Path) -> str:
    """Return the key in the file; the process that made the file may be about to write it."""
    for _ in range(100):
        key = path.read_text(encoding="ascii").strip()
        if key:
            return key
        time.sleep(0.02)
    raise InputError("%(file)s is empty. Delete it; a new key is made at the next start.", file=path.as_posix())
