"""Office questions with formulas that answer them and formulas that only seem to.

`open` ones answer it too, with the value that their program computed, but no engine can tell.

In a formula `{r}` is the row and `{n}` the last row; the books are those of `BOOKS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LAST = 21
UNITS = ["办公室", "人事处", "财务处", "信息处"]
RANKS = ["科员", "副科", "正科", "副处"]


def _id(number: int) -> str:
    born = f"19{60 + number % 40:02d}{1 + number % 12:02d}{1 + number % 28:02d}"
    return f"999901{born}{100 + number * 37 % 900:03d}{number % 10}"


def _scores() -> dict[str, Any]:
    cells: dict[str, Any] = dict(
        zip(
            ("A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1", "I1", "J1", "K1"),
            (
                "工号",
                "姓名",
                "单位",
                "笔试",
                "操作",
                "总评",
                "身份证号",
                "参加日期",
                "职级",
                "补贴",
                "结果",
            ),
            strict=True,
        )
    )
    for r in range(2, LAST + 1):
        k = r - 2
        cells |= {
            f"A{r}": f"G{1001 + k}",
            f"B{r}": f"赵甲{'子丑寅卯辰巳午未申酉'[k % 10]}{k // 10 + 1}",
            f"C{r}": UNITS[(k * 7) % 4],
            f"D{r}": 45 + (k * 13) % 56,
            f"E{r}": 50 + (k * 17) % 51,
            f"F{r}": (f"=D{r}*0.4+E{r}*0.6", 0),
            f"G{r}": _id(k),
            f"H{r}": 38000 + k * 311,
            f"I{r}": RANKS[(k * 3) % 4],
            f"J{r}": 100 + (k * 7) % 30 * 10,
        }
    cells |= {"M1": "职级", "N1": "标准", "M2": "科员", "N2": 300, "M3": "副科", "N3": 420}
    cells |= {"M4": "正科", "N4": 560, "M5": "副处", "N5": 700, "P1": "系数", "P2": 1.2}
    cells |= {f"M{8 + i}": unit for i, unit in enumerate(UNITS)}
    return cells


BOOK = _scores()
HEADER = (
    "工号",
    "姓名",
    "单位",
    "笔试",
    "操作",
    "总评",
    "身份证号",
    "参加日期",
    "职级",
    "补贴",
    "结果",
)


@dataclass(frozen=True)
class Case:
    """One question: the wanted formula, right and wrong ones; `at` is a cell outside the table."""

    name: str
    wanted: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    at: str = ""
    open: tuple[tuple[str, float], ...] = ()
    options: tuple[tuple[str, Any], ...] = ()


CASES = (
    Case(
        "sum",
        "=[笔试]+[操作]",
        (
            "=D{r}+E{r}",
            "=SUM(D{r}:E{r})",
            "=SUM($D{r},$E{r})",
            "=SUMPRODUCT(D{r}:E{r})",
            "=E{r}--D{r}",
        ),
        ("=SUM(D{r}:F{r})", "=SUM(D$2:E$2)", "=D{r}&E{r}"),
    ),
    Case(
        "weighted",
        "=[笔试]*0.4+[操作]*0.6",
        (
            "=D{r}*40%+E{r}*60%",
            "=SUMPRODUCT(D{r}:E{r},{{0.4,0.6}})",
            "=(D{r}*4+E{r}*6)/10",
            "=D{r}*2/5+(1-0.4)*E{r}",
            "=E{r}-(E{r}-D{r})*0.4",
        ),
        (
            "=D{r}*0.6+E{r}*0.4",
            "=AVERAGE(D{r}:E{r})",
            "=ROUND(D{r}*0.4+E{r}*0.6,0)",
            "=D{r}*40%+E{r}*6%",
        ),
    ),
    Case(
        "grade",
        '=IF([总评]>=90,"优秀",IF([总评]>=75,"良好",IF([总评]>=60,"合格","不合格")))',
        (
            '=IFS(F{r}>=90,"优秀",F{r}>=75,"良好",F{r}>=60,"合格",TRUE,"不合格")',
            '=LOOKUP(F{r},{{0,60,75,90}},{{"不合格","合格","良好","优秀"}})',
            '=IF(F{r}<60,"不合格",IF(F{r}<75,"合格",IF(F{r}<90,"良好","优秀")))',
            '=VLOOKUP(F{r},{{0,"不合格";60,"合格";75,"良好";90,"优秀"}},2)',
            '=INDEX({{"不合格","合格","良好","优秀"}},MATCH(F{r},{{0,60,75,90}},1))',
            '=CHOOSE(1+(F{r}>=60)+(F{r}>=75)+(F{r}>=90),"不合格","合格","良好","优秀")',
            '=IF(NOT(F{r}<90),"优秀",IF(AND(F{r}>=75,F{r}<90),"良好",IF(OR(F{r}=60,F{r}>60),"合格","不合格")))',
        ),
        (
            '=IF(F{r}>90,"优秀",IF(F{r}>75,"良好",IF(F{r}>60,"合格","不合格")))',
            '=IF(F{r}>=90,"优秀",IF(F{r}>=70,"良好",IF(F{r}>=60,"合格","不合格")))',
            '=IF(F{r}>=60,"合格",IF(F{r}>=75,"良好",IF(F{r}>=90,"优秀","不合格")))',
            '=IF(D{r}>=90,"优秀",IF(D{r}>=75,"良好",IF(D{r}>=60,"合格","不合格")))',
        ),
    ),
    Case(
        "grade computed anew",
        '=IF([总评]>=60,"合格","不合格")',
        ('=IF(D{r}*0.4+E{r}*0.6>=60,"合格","不合格")', '=IF(60<=F{r},"合格","不合格")'),
        ('=IF(D{r}*0.4+E{r}*0.6>60,"合格","不合格")', '=IF(D{r}*0.5+E{r}*0.5>=60,"合格","不合格")'),
    ),
    Case(
        "rank",
        "=RANK([总评],[[总评]])",
        (
            "=RANK(F{r},$F$2:$F${n})",
            "=RANK(F{r},F$2:F${n},0)",
            "=_xlfn.RANK.EQ(F{r},$F$2:$F${n})",
            '=COUNTIF($F$2:$F${n},">"&F{r})+1',
            "=SUMPRODUCT(--($F$2:$F${n}>F{r}))+1",
            "=RANK(F{r},F:F)",
        ),
        (
            "=RANK(F{r},F{r}:F{n})",
            "=RANK(F{r},$F$2:$F${n},1)",
            '=COUNTIF($F$2:$F${n},">="&F{r})',
            "=RANK(D{r},$D$2:$D${n})",
        ),
    ),
    Case(
        "count of a unit",
        "=COUNTIF([[单位]],[单位])",
        (
            "=COUNTIF($C$2:$C${n},C{r})",
            "=COUNTIFS(C:C,C{r})",
            "=SUMPRODUCT(($C$2:$C${n}=C{r})*1)",
            "=SUM(IF($C$2:$C${n}=C{r},1,0))",
        ),
        ("=COUNTIF($C$3:$C${n},C{r})", "=COUNTIF($C$2:$C${n},C2)", "=COUNTA($C$2:$C${n})"),
    ),
    Case(
        "sum of a unit",
        '=SUMIF([[单位]],"人事处",[[补贴]])',
        (
            '=SUMIF(C2:C{n},"人事处",J2:J{n})',
            '=SUMIFS(J2:J{n},C2:C{n},"人事处")',
            '=SUMIF(C2:C{n},"人事处",J2:J3)',
            '=SUMPRODUCT((C2:C{n}="人事处")*J2:J{n})',
            '=SUMIF(C:C,"人事*",J:J)',
        ),
        (
            '=SUMIF(C2:C{n},"财务处",J2:J{n})',
            '=SUMIF(C2:C20,"人事处",J2:J20)',
            '=COUNTIF(C2:C{n},"人事处")',
            '=SUMIF(C3:C{n},"人事处",J3:J{n})',
            '=SUMPRODUCT((C2:C20="人事处")*J2:J20)',
        ),
        at="S2",
    ),
    Case(
        "several conditions",
        '=COUNTIFS([[单位]],"办公室",[[总评]],">=75")',
        (
            '=COUNTIFS(C2:C{n},"办公室",F2:F{n},">=75")',
            '=SUMPRODUCT((C2:C{n}="办公室")*(F2:F{n}>=75))',
            '=COUNTIFS(C:C,"办公室",F:F,">="&75)',
            '=COUNTIF(C2:C{n},"办公室")-COUNTIFS(C2:C{n},"办公室",F2:F{n},"<75")',
        ),
        (
            '=COUNTIFS(C2:C{n},"办公室",F2:F{n},">75")',
            '=COUNTIFS(C2:C{n},"办公室",D2:D{n},">=75")',
            '=COUNTIFS(C2:C20,"办公室",F2:F20,">=75")',
            '=COUNTIFS(C3:C{n},"办公室",F3:F{n},">=75")',
            '=SUMPRODUCT((C2:C20="办公室")*(F2:F20>=75))',
        ),
        at="S3",
    ),
    Case(
        "average of those",
        '=AVERAGEIF([[单位]],"信息处",[[总评]])',
        (
            '=AVERAGEIF(C2:C{n},"信息处",F2:F{n})',
            '=SUMIF(C2:C{n},"信息处",F2:F{n})/COUNTIF(C2:C{n},"信息处")',
            '=AVERAGEIFS(F2:F{n},C2:C{n},"信息处")',
        ),
        (
            "=AVERAGE(F2:F{n})",
            '=AVERAGEIF(C2:C{n},"信息处",D2:D{n})',
            '=AVERAGEIF(C2:C20,"信息处",F2:F{n})',
            '=AVERAGEIF(C3:C{n},"信息处",F3:F{n})',
            '=AVERAGEIFS(F2:F20,C2:C20,"信息处")',
            '=SUMIF(C2:C20,"信息处",F2:F{n})/COUNTIF(C2:C20,"信息处")',
        ),
        at="S4",
    ),
    Case(
        "lookup",
        "=VLOOKUP([职级],$M$2:$N$5,2,FALSE)",
        (
            "=VLOOKUP(I{r},$M$2:$N$5,2,0)",
            "=INDEX($N$2:$N$5,MATCH(I{r},$M$2:$M$5,0))",
            "=_xlfn.XLOOKUP(I{r},$M$2:$M$5,$N$2:$N$5)",
            "=SUMIF($M$2:$M$5,I{r},$N$2:$N$5)",
            "=IFERROR(VLOOKUP(I{r},M:N,2,FALSE),0)",
        ),
        (
            "=VLOOKUP(I{r},$M$2:$N$4,2,0)",
            "=VLOOKUP(I{r},M{r}:N{n},2,0)",
            "=VLOOKUP(I{r},$M$2:$N$5,2)",
        ),
    ),
    Case(
        "sex",
        '=IF(MOD(MID([身份证号],17,1),2)=1,"男","女")',
        (
            '=IF(ISODD(MID(G{r},17,1)),"男","女")',
            '=IF(MOD(VALUE(MID(G{r},17,1)),2)=0,"女","男")',
            '=IF(MOD(LEFT(RIGHT(G{r},2),1),2),"男","女")',
            '=CHOOSE(MOD(MID(G{r},17,1),2)+1,"女","男")',
        ),
        ('=IF(MOD(RIGHT(G{r},1),2)=1,"男","女")', '=IF(MOD(MID(G{r},17,1),2)=1,"女","男")'),
    ),
    Case(
        "birthday",
        "=DATE(MID([身份证号],7,4),MID([身份证号],11,2),MID([身份证号],13,2))",
        (
            '=--TEXT(MID(G{r},7,8),"0000-00-00")',
            "=DATE(VALUE(MID(G{r},7,4)),VALUE(MID(G{r},11,2)),VALUE(MID(G{r},13,2)))",
            '=DATEVALUE(MID(G{r},7,4)&"-"&MID(G{r},11,2)&"-"&MID(G{r},13,2))',
        ),
        ("=DATE(MID(G{r},7,4),MID(G{r},13,2),MID(G{r},11,2))", "=MID(G{r},7,8)"),
    ),
    Case(
        "years of service",
        '=DATEDIF([参加日期],DATE(2026,6,30),"y")',
        (
            '=DATEDIF(H{r},DATE(2026,6,30),"Y")',
            '=DATEDIF(H{r},DATE(2026,7,0),"y")',
            "=2026-YEAR(H{r})-(DATE(2026,MONTH(H{r}),DAY(H{r}))>DATE(2026,6,30))",
            '=INT(DATEDIF(H{r},DATE(2026,6,30),"m")/12)',
        ),
        (
            "=2026-YEAR(H{r})",
            "=YEAR(DATE(2026,6,30)-H{r})-1900",
            '=DATEDIF(H{r},DATE(2025,6,30),"y")',
        ),
    ),
    Case(
        "month",
        "=MONTH([参加日期])",
        ("=MONTH(H{r})", '=VALUE(TEXT(H{r},"m"))'),
        ("=DAY(H{r})", '=TEXT(H{r},"m")'),
    ),
    Case(
        "joined text",
        '=[单位]&"-"&[姓名]',
        ('=C{r}&"-"&B{r}', '=CONCATENATE(C{r},"-",B{r})', '=_xlfn.TEXTJOIN("-",TRUE,C{r},B{r})'),
        ('=B{r}&"-"&C{r}', "=C{r}&B{r}"),
    ),
    Case(
        "largest",
        "=LARGE([[总评]],3)",
        ("=LARGE(F2:F{n},3)", "=SMALL(F2:F{n},ROWS(F2:F{n})-2)", "=AGGREGATE(14,6,F2:F{n},3)"),
        ("=LARGE(F2:F{n},2)", "=MAX(F2:F{n})-3"),
        at="S5",
    ),
    Case(
        "coefficient in a cell",
        "=[补贴]*$P$2",
        ("=J{r}*$P$2", "=PRODUCT(J{r},$P$2)", "=P$2*J{r}"),
        ("=J{r}*P{r}", "=J{r}*1.2", "=J{r}*$P$2+0.01"),
        options=(("perturb", ["补贴", "数据!P2"]),),
    ),
    Case(
        "share with guard",
        "=IF([操作]=0,0,[笔试]/[操作])",
        ("=IFERROR(D{r}/E{r},0)", "=IF(E{r},D{r}/E{r},0)", "=IF(E{r}<>0,D{r}/E{r},0)"),
        ("=D{r}/E{r}", "=IFERROR(E{r}/D{r},0)"),
    ),
    Case(
        "over or under",
        '=IF([笔试]>[操作],"升",IF([笔试]=[操作],"平","降"))',
        (
            '=IF(D{r}=E{r},"平",IF(D{r}<E{r},"降","升"))',
            '=CHOOSE(SIGN(D{r}-E{r})+2,"降","平","升")',
            '=_xlfn.SWITCH(SIGN(D{r}-E{r}),1,"升",0,"平","降")',
        ),
        ('=IF(D{r}>=E{r},"升",IF(D{r}=E{r},"平","降"))', '=IF(D{r}>E{r},"升","降")'),
    ),
    Case(
        "rounded",
        "=ROUND([总评],0)",
        ("=ROUND(F{r},0)", "=INT(F{r}+0.5)", "=ROUND(D{r}*0.4+E{r}*0.6,)"),
        ("=INT(F{r})", "=ROUNDUP(F{r},0)", "=F{r}"),
    ),
    Case(
        "distinct units",
        "=COUNTA(UNIQUE([[单位]]))",
        ("=COUNTA(_xlfn.UNIQUE(C2:C{n}))", "=ROWS(_xlfn.UNIQUE($C$2:$C${n}))"),
        ("=COUNTA(C2:C{n})", "=COUNTA(_xlfn.UNIQUE(C2:C4))"),
        open=(("=SUMPRODUCT(1/COUNTIF(C2:C{n},C2:C{n}))", 4),),
        at="S6",
    ),
    Case(
        "day as text",
        '=TEXT([参加日期],"yyyy""年""m""月""d""日""")',
        (
            '=TEXT(H{r},"yyyy年m月d日")',
            '=YEAR(H{r})&"年"&MONTH(H{r})&"月"&DAY(H{r})&"日"',
        ),
        ('=TEXT(H{r},"yyyy年mm月dd日")', '=TEXT(H{r},"yyyy-m-d")'),
    ),
)
"""Between them: far more than 40 right formulas and 25 wrong ones."""


def rows_of(case: Case, formula: str) -> dict[str, str]:
    """The cells of a formula filled down (or at its one cell)."""
    if case.at:
        return {case.at: formula.format(r=2, n=LAST)}
    return {f"K{r}": formula.format(r=r, n=LAST) for r in range(2, LAST + 1)}
