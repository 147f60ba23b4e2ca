"""A small sound module, as files."""

from __future__ import annotations

HEAD = """---
schema: xuekao-module/1
code: EG999
version: 1
title: 示例模块
title_en: Sample
tier: USER
domain: D2
credit_hours: 1
minutes: {lessons: 15, checkpoints: 5, practice: 15, quiz: 10}
prerequisites: []
seed_refs: ["示例文件 二（一）"]
legal_refs:
  - {title: 示例法, version: 2024年修订, articles: [30], valid_from: 2024-05-01}
goals:
  - {id: G1, text: 能判断。}
lessons: [lesson-1.md]
checkpoints: checkpoints.yaml
quiz: {pool: quiz.yaml, draw: 2, blueprint: {K: 1, C: 1}, pass_correct: 1}
effective_from: 2026-11-01
effective_to: null
review_due: 2027-11-01
author: 甲
reviewer: 乙
approved_by: 丙
---

# 示例模块

导语。

## 练习：做一做

写一行。

## 口径说明

说明。
"""
LESSON = """---
schema: xuekao-lesson/1
code: EG999-L1
title: 第一课
minutes: 15
goals: [G1]
figures: [figures/a.svg]
checkpoints: [EG999-C01, EG999-C02]
---

# 第一课

## 一、开头

第一段 **重点**。

![说明](figures/a.svg "图 1")

::check EG999-C01

第二段。

::check EG999-C02

第三段。
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"><title>t</title>'
    '<desc>d</desc><rect width="9" height="9" fill="#fff"/></svg>'
)


def judge(code: str, level: str = "K", extra: str = "") -> str:
    return f"""- id: {code}
  kind: judge
  level: {level}
  stem: 题干 {code}。
  key: 对
  why: {{对: 正确。, 错: 误解。}}
  source: [课文]
{extra}"""


def items(use: str, *entries: str) -> str:
    tries = "tries: 2, " if use == "checkpoint" else ""
    return (
        f"schema: xuekao-items/1\nmodule: EG999\nuse: {use}\n"
        f"defaults: {{tier: [USER], domain: D2, {tries}valid_from: 2026-11-01}}\nitems:\n"
        + "".join(entries)
    )


def files() -> dict[str, str]:
    """The files of a module without faults."""
    return {
        "module.md": HEAD,
        "lesson-1.md": LESSON,
        "figures/a.svg": SVG,
        "checkpoints.yaml": items("checkpoint", judge("EG999-C01"), judge("EG999-C02")),
        "quiz.yaml": items(
            "quiz", judge("EG999-Q01"), judge("EG999-Q02", "C"), judge("EG999-Q03", "C")
        ),
    }
