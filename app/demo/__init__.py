"""The demo: a province in small, made through the same services that people use.

Everything here is invented for show; results are computed from simulated sittings, never written.
"""
