"""Tests by layer: core, dashboard (AppTest), browser (a real Chromium); benchmarks by hand."""
