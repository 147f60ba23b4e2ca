"""The organisation tree of the demo: province, 21 cities, departments, counties, sections."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.people import queries, services
from app.domain.people.models import Organization
from app.domain.people.rules import OrganizationKind as Kind
from app.kernel.actor import SYSTEM
from app.kernel.errors import NotFoundError

PROVINCE = ("440000", "广东省", "Guangdong Province")

CITIES = (
    ("440100", "广州市", "Guangzhou"), ("440200", "韶关市", "Shaoguan"),
    ("440300", "深圳市", "Shenzhen"), ("440400", "珠海市", "Zhuhai"),
    ("440500", "汕头市", "Shantou"), ("440600", "佛山市", "Foshan"),
    ("440700", "江门市", "Jiangmen"), ("440800", "湛江市", "Zhanjiang"),
    ("440900", "茂名市", "Maoming"), ("441200", "肇庆市", "Zhaoqing"),
    ("441300", "惠州市", "Huizhou"), ("441400", "梅州市", "Meizhou"),
    ("441500", "汕尾市", "Shanwei"), ("441600", "河源市", "Heyuan"),
    ("441700", "阳江市", "Yangjiang"), ("441800", "清远市", "Qingyuan"),
    ("441900", "东莞市", "Dongguan"), ("442000", "中山市", "Zhongshan"),
    ("445100", "潮州市", "Chaozhou"), ("445200", "揭阳市", "Jieyang"),
    ("445300", "云浮市", "Yunfu"),
)  # fmt: skip

DEPARTMENTS = (
    ("GD-BGT", "省政府办公厅", "General Office"),
    ("GD-FGW", "省发展和改革委员会", "Development and Reform Commission"),
    ("GD-GXT", "省工业和信息化厅", "Department of Industry and Information Technology"),
    ("GD-MZT", "省民政厅", "Department of Civil Affairs"),
    ("GD-CZT", "省财政厅", "Department of Finance"),
    ("GD-RST", "省人力资源和社会保障厅", "Department of Human Resources and Social Security"),
    ("GD-ZRT", "省自然资源厅", "Department of Natural Resources"),
    ("GD-STT", "省生态环境厅", "Department of Ecology and Environment"),
    ("GD-SLT", "省水利厅", "Department of Water Resources"),
    ("GD-NYT", "省农业农村厅", "Department of Agriculture and Rural Affairs"),
    ("GD-SJT", "省审计厅", "Audit Office"),
    ("GD-SJJ", "省市场监督管理局", "Administration for Market Regulation"),
    ("GD-ZSJ", "省政务服务和数据管理局", "Government Services and Data Administration"),
)

UNITS = (
    ("GZ-ZSJ", "440100", "广州市政务服务和数据管理局", Kind.DEPARTMENT, "Guangzhou Data Bureau"),
    ("GZ-RSJ", "440100", "广州市人力资源和社会保障局", Kind.DEPARTMENT, "Guangzhou HR Bureau"),
    ("GZ-CZJ", "440100", "广州市财政局", Kind.DEPARTMENT, "Guangzhou Finance Bureau"),
    ("GZ-MZJ", "440100", "广州市民政局", Kind.DEPARTMENT, "Guangzhou Civil Affairs Bureau"),
    ("440104", "440100", "越秀区", Kind.COUNTY, "Yuexiu District"),
    ("440106", "440100", "天河区", Kind.COUNTY, "Tianhe District"),
    ("GZ-ZSJ-ZH", "GZ-ZSJ", "综合处", Kind.SECTION, "General Section"),
    ("GZ-ZSJ-SJ", "GZ-ZSJ", "数据资源处", Kind.SECTION, "Data Section"),
    ("GZ-ZSJ-FW", "GZ-ZSJ", "政务服务处", Kind.SECTION, "Services Section"),
    ("GZ-RSJ-RS", "GZ-RSJ", "公务员培训处", Kind.SECTION, "Training Section"),
    ("440104-ZFB", "440104", "越秀区政府办公室", Kind.UNIT, "Yuexiu District Office"),
    ("440106-ZFB", "440106", "天河区政府办公室", Kind.UNIT, "Tianhe District Office"),
    ("SZ-RSJ", "440300", "深圳市人力资源和社会保障局", Kind.DEPARTMENT, "Shenzhen HR Bureau"),
    ("SZ-ZSJ", "440300", "深圳市政务服务和数据管理局", Kind.DEPARTMENT, "Shenzhen Data Bureau"),
    ("FS-RSJ", "440600", "佛山市人力资源和社会保障局", Kind.DEPARTMENT, "Foshan HR Bureau"),
    ("440605", "440600", "南海区", Kind.COUNTY, "Nanhai District"),
    ("DG-NC", "441900", "南城街道", Kind.COUNTY, "Nancheng Subdistrict"),
)
"""Code, code of the unit above, name, kind, English name; Dongguan has no counties."""


def load(session: Session, now: datetime) -> dict[str, Organization]:
    """Make what is missing; returns code → unit."""
    made = {
        PROVINCE[0]: _unit(
            session, PROVINCE[0], PROVINCE[1], Kind.PROVINCE, None, now, *PROVINCE[2:]
        )
    }
    province = made[PROVINCE[0]]
    for position, (code, name, english) in enumerate(CITIES):
        made[code] = _unit(session, code, name, Kind.CITY, province, now, english, position)
    for position, (code, name, english) in enumerate(DEPARTMENTS):
        made[code] = _unit(session, code, name, Kind.DEPARTMENT, province, now, english, position)
    for position, (code, above, name, kind, english) in enumerate(UNITS):
        made[code] = _unit(session, code, name, kind, made[above], now, english, position)
    return made


def _unit(  # noqa: PLR0917 - one row of the tables above
    session: Session,
    code: str,
    name: str,
    kind: Kind,
    parent: Organization | None,
    now: datetime,
    name_en: str = "",
    position: int = 0,
) -> Organization:
    try:
        return queries.get_organization(session, code)
    except NotFoundError:
        return services.add_organization(
            session,
            actor=SYSTEM,
            code=code,
            name=name,
            kind=kind,
            parent=parent,
            now=now,
            name_en=name_en,
            position=position,
        )
