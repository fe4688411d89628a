"""stub replaced below"""
from __future__ import annotations
class Target:
    def to_json(self): return {}
def read_target(text): return Target()
