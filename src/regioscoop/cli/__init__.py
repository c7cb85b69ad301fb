"""The command line: parse, call, show. No formula lives here."""

from regioscoop.cli._app import app, main

__all__ = ["app", "main"]
