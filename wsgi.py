"""The web application for a WSGI server: `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

import os
from pathlib import Path

from tracker.app import create_app
from tracker.config import load_config

app = create_app(load_config(os.environ, Path(__file__).parent))
