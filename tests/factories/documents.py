"""Facts of printed documents, with names that are hard to print."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from app.documents.certificate import CertificateFacts, Section
from app.documents.ticket import TicketFacts
from app.kernel.tier import Tier

RARE_NAME = "张䶮㛃𬍛·买买提"
"""Extension A twice, extension C once, and the dot of transcribed names."""


def certificate_facts(**changed: object) -> CertificateFacts:
    """Facts of one certificate."""
    facts: dict[str, Any] = {
        "number": "4400-2026-1-000123-C",
        "full_name": RARE_NAME,
        "id_masked": "4401**********1234",
        "org_name": "广州市荔湾区政务服务和数据管理局",
        "tier": Tier.USER,
        "exam_title": "2026年度广东省公务员计算机应用水平考核",
        "standard": "《广东省公务员电子政务和计算机应用培训标准（2026年版）》",
        "taken_on": date(2026, 11, 15),
        "total": Decimal("87.50"),
        "sections": (
            Section("电子政务知识", Decimal("86.0")),
            Section("上机操作", Decimal("88.5")),
        ),
        "grade": "GOOD",
        "issuer": "广东省人力资源和社会保障厅",
        "issued_on": date(2026, 11, 23),
        "valid_until": date(2031, 11, 22),
        "verify_url": "https://xuekao.example.gov.cn/verify/4400-2026-1-000123-C",
        "verify_address": "https://xuekao.example.gov.cn/verify",
        "check_code": "7F3K-9QXM-2PLT",
    }
    return CertificateFacts(**{**facts, **changed})


def ticket_facts(**changed: object) -> TicketFacts:
    """Facts of one admission ticket."""
    facts: dict[str, Any] = {
        "number": "202644010110103127",
        "full_name": RARE_NAME,
        "id_masked": "4401**********1234",
        "org_name": "广州市荔湾区政务服务和数据管理局",
        "tier": Tier.USER,
        "exam_title": "2026年度广东省公务员计算机应用水平考核",
        "held_on": date(2026, 11, 28),
        "opens": time(8, 40),
        "starts": time(9, 0),
        "ends": time(10, 30),
        "site": "广州市公务员培训中心考点",
        "site_address": "广州市越秀区东风中路3号楼",
        "room": "第3考场（3号楼401机房）",
        "seat": "12",
        "scanned": "XK1:202644010110103127",
        "issuer": "广东省人力资源和社会保障厅",
        "issued_on": date(2026, 11, 20),
    }
    return TicketFacts(**{**facts, **changed})
