"""Regioscoop."""
