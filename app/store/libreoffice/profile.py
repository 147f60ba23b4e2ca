"""A profile folder for one run: our macro that saves a file anew, everything else switched off.

`--convert-to` opens files without a view, and so forgets frozen panes, zoom and the active sheet.
A macro of the profile (not of the file: those never run) opens them as a person would.
"""

from __future__ import annotations

from pathlib import Path

MACRO = "macro:///Standard.Convert.Run"
_TYPE = '<!DOCTYPE library:{0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{0}.dtd">'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = 'xmlns:library="http://openoffice.org/2000/library"'
_NEVER = 0
_CODE = f"""
Sub Run(source, target, reader, writer)
  On Error GoTo Failed
  Dim reading(2) As New com.sun.star.beans.PropertyValue
  reading(0).Name = "MacroExecutionMode"
  reading(0).Value = {_NEVER}
  reading(1).Name = "UpdateDocMode"
  reading(1).Value = {_NEVER}
  reading(2).Name = "FilterName"
  reading(2).Value = reader
  Dim writing(0) As New com.sun.star.beans.PropertyValue
  writing(0).Name = "FilterName"
  writing(0).Value = writer
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, reading())
  document.storeToURL(target, writing())
  document.close(True)
Failed:
  On Error Resume Next
  StarDesktop.terminate()
End Sub
"""
_SETTINGS = (
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Common/Save/Document", "CreateBackup", "false"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseOpenCL", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments",
     "AutoCheckEnabled", "false"),
)  # fmt: skip


def write_profile(folder: Path) -> None:
    """Make a profile; marked as set up, so that the program's presets do not overwrite it."""
    basic = folder / "user" / "basic"
    standard = basic / "Standard"
    standard.mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
    for name in ("script", "dialog"):
        (basic / f"{name}.xlc").write_text(_libraries(name), encoding="utf-8")
        module = '<library:element library:name="Convert"/>' if name == "script" else ""
        (standard / f"{name}.xlb").write_text(_library(module), encoding="utf-8")
    (standard / "Convert.xba").write_text(
        f'{_HEAD}<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" '
        '"module.dtd"><script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="Convert" script:language="StarBasic">{_CODE}</script:module>',
        encoding="utf-8",
    )


def _registry() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        f'{_HEAD}<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )


def _libraries(name: str) -> str:
    return (
        f"{_HEAD}{_TYPE.format('libraries')}<library:libraries {_LIBRARY} "
        'xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" '
        f'xlink:href="$(USER)/basic/Standard/{name}.xlb/" xlink:type="simple" '
        'library:link="false"/></library:libraries>'
    )


def _library(module: str) -> str:
    return (
        f"{_HEAD}{_TYPE.format('library')}<library:library {_LIBRARY} library:name="
        f'"Standard" library:readonly="false" library:passwordprotected="false">{module}'
        "</library:library>"
    )
