"""Benchmarks: tables on the terminal, JSON under `var/bench/`, each beside a baseline of its own run."""
