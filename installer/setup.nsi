; The set-up. Made by `dev.py installer`, which gives these:
;   VERSION, FOLDER (the program's folder), REMOVAL (what the uninstaller deletes), SIZE_KB, OUTFILE, ICON, SIDE_PICTURE,
;   WINDOW_EXE, COMMAND_EXE, NAME, PUBLISHER, OLDEST_BUILD, LICENCE_TEXT, DATA_TEXT; SIGN for a signed one
;   and FAST for a quick one.
;
; Per user by default, without an administrator; for everybody when an administrator runs it elevated.
;   /S            silent          /D=FOLDER   where to (the last word on the line, without quotes)
;   /CurrentUser  /AllUsers       whatever the rights are
;   /NoOpenWith   without "Open with"         /DesktopIcon   with an icon on the desktop
; Uninstall.exe: /S, and /RemoveSettings to delete settings and profiles without being asked.
; Exit codes: 0 done, 1 cancelled, 3 Windows too old, 4 the program is running, 5 the older version could
; not be removed, 6 /AllUsers without the rights, 7 files could not be written.
Unicode true
Target amd64-unicode
!include "MUI2.nsh"
!include "x64.nsh"
!include "WinVer.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"

!define KEY "CLD Validator"                     ; identity: never changes between versions
!define PROGID "CLDValidator.Extract"           ; likewise
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${KEY}"
!define OWN_KEY "Software\${KEY}"

Name "${NAME}"
OutFile "${OUTFILE}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
AllowSkipFiles off
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1033 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1033 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=1033 "FileDescription" "${NAME} set-up"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "LegalCopyright" "${PUBLISHER}. MIT licence."
!ifdef SIGN
  !uninstfinalize `${SIGN} "%1"` = 0
  !finalize `${SIGN} "%1"` = 0
!endif

Var Everybody     ; "1" when installed for all users
Var OlderPlace    ; where an earlier version is

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE_PICTURE}"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH FitControl
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "This installs ${NAME} ${VERSION}, which checks Client Level Data extracts on your own computer before you submit them.$\r$\n$\r$\nYou do not need to be an administrator. Close ${NAME} if it is open.$\r$\n$\r$\nSelect Next to continue."
!insertmacro MUI_PAGE_WELCOME
!define MUI_LICENSEPAGE_TEXT_TOP "The licence: you may use, copy and change the program freely."
!insertmacro MUI_PAGE_LICENSE "${LICENCE_TEXT}"
!define MUI_PAGE_HEADER_TEXT "Your data"
!define MUI_PAGE_HEADER_SUBTEXT "What the program does with data, and what it does not."
!define MUI_LICENSEPAGE_TEXT_TOP "Please read this before you open a file with personal data."
!define MUI_LICENSEPAGE_TEXT_BOTTOM "The same text is in the IT pack that belongs to this release."
!define MUI_LICENSEPAGE_BUTTON "&Next >"
!insertmacro MUI_PAGE_LICENSE "${DATA_TEXT}"
!define MUI_PAGE_CUSTOMFUNCTION_SHOW ShowForWhom
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW_EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "Start ${NAME}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!macro OptionGiven OPTION
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "${OPTION}" $R1             ; sets the error flag when it is not there
!macroend

; Everybody is "1" for an elevated administrator, unless the line says otherwise.
!macro ChooseScope
  StrCpy $Everybody ""
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $Everybody "1"
  ${EndIf}
  !insertmacro OptionGiven "/CurrentUser"
  ${IfNot} ${Errors}
    StrCpy $Everybody ""
  ${EndIf}
  !insertmacro OptionGiven "/AllUsers"
  ${IfNot} ${Errors}
    ${If} $0 != "Admin"
      MessageBox MB_ICONSTOP "To install for all users, run this as an administrator." /SD IDOK
      SetErrorLevel 6
      Quit
    ${EndIf}
    StrCpy $Everybody "1"
  ${EndIf}
  SetRegView 64
  ${If} $Everybody == "1"
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
!macroend

; A program that is running cannot be opened for writing.
!macro RefuseWhileRunning UN
Function ${UN}RefuseWhileRunning
  Exch $1                                       ; the folder
  Push $0
  again:
  ClearErrors
  ${If} ${FileExists} "$1\${WINDOW_EXE}"
    FileOpen $0 "$1\${WINDOW_EXE}" a
    IfErrors running
    FileClose $0
  ${EndIf}
  ${If} ${FileExists} "$1\${COMMAND_EXE}"
    FileOpen $0 "$1\${COMMAND_EXE}" a
    IfErrors running
    FileClose $0
  ${EndIf}
  Goto free
  running:
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Save your work, close it, and try again." /SD IDCANCEL IDRETRY again
    SetErrorLevel 4
    Quit
  free:
  Pop $0
  Pop $1
FunctionEnd
!macroend
!insertmacro RefuseWhileRunning ""
!insertmacro RefuseWhileRunning "un."

Section "${NAME}" SectionProgram
  SectionIn RO
  Push $INSTDIR
  Call RefuseWhileRunning
  ${If} $OlderPlace != ""
  ${AndIf} ${FileExists} "$OlderPlace\Uninstall.exe"
    Push $OlderPlace
    Call RefuseWhileRunning
    ; The older version removes exactly what it put there, so that no stale file stays.
    DetailPrint "Removing the older version ..."
    CopyFiles /SILENT "$OlderPlace\Uninstall.exe" "$PLUGINSDIR\older.exe"
    ${If} $Everybody == "1"
      ExecWait '"$PLUGINSDIR\older.exe" /S /AllUsers /Upgrade _?=$OlderPlace' $0
    ${Else}
      ExecWait '"$PLUGINSDIR\older.exe" /S /CurrentUser /Upgrade _?=$OlderPlace' $0
    ${EndIf}
    ${If} $0 <> 0
      MessageBox MB_ICONSTOP "The older version could not be removed (code $0). Remove it in Settings, Apps, then run this again." /SD IDOK
      SetErrorLevel 5
      Quit
    ${EndIf}
  ${EndIf}
  ClearErrors
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "Files could not be written to $INSTDIR. Choose a folder that you may write to." /SD IDOK
    SetErrorLevel 7
    Quit
  ${EndIf}
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateDirectory "$SMPROGRAMS"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW_EXE}" "" "$INSTDIR\${WINDOW_EXE}" 0
  WriteRegStr SHCTX "${OWN_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW_EXE},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  ${If} $Everybody == "1"
    StrCpy $0 "/AllUsers"
  ${Else}
    StrCpy $0 "/CurrentUser"
  ${EndIf}
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe" $0'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" $0 /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

; Offers the program for these files; which program opens them by default stays as it is.
!macro OpenWith EXTENSION
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr SHCTX "Software\Classes\Applications\${WINDOW_EXE}\SupportedTypes" "${EXTENSION}" ""
  WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\${EXTENSION}\shell\${PROGID}" "" "Open with ${NAME}"
  WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\${EXTENSION}\shell\${PROGID}" "Icon" "$INSTDIR\${WINDOW_EXE},0"
  WriteRegStr SHCTX "Software\Classes\SystemFileAssociations\${EXTENSION}\shell\${PROGID}\command" "" '"$INSTDIR\${WINDOW_EXE}" "%1"'
!macroend
!macro NotOpenWith EXTENSION
  DeleteRegValue SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXTENSION}"
  DeleteRegKey SHCTX "Software\Classes\SystemFileAssociations\${EXTENSION}\shell\${PROGID}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\SystemFileAssociations\${EXTENSION}\shell"
  DeleteRegKey /ifempty SHCTX "Software\Classes\SystemFileAssociations\${EXTENSION}"
!macroend
!macro EveryExtension MACRO
  !insertmacro ${MACRO} ".csv"
  !insertmacro ${MACRO} ".xlsx"
  !insertmacro ${MACRO} ".xlsm"
  !insertmacro ${MACRO} ".xlsb"
  !insertmacro ${MACRO} ".xls"
  !insertmacro ${MACRO} ".ods"
!macroend
!macro TellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Section "Open with ${NAME}" SectionOpenWith
  WriteRegStr SHCTX "Software\Classes\${PROGID}" "" "Client Level Data extract"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\${WINDOW_EXE},0"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open" "FriendlyAppName" "${NAME}"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\${WINDOW_EXE}" "%1"'
  WriteRegStr SHCTX "Software\Classes\Applications\${WINDOW_EXE}" "FriendlyAppName" "${NAME}"
  WriteRegStr SHCTX "Software\Classes\Applications\${WINDOW_EXE}\shell\open\command" "" '"$INSTDIR\${WINDOW_EXE}" "%1"'
  !insertmacro EveryExtension OpenWith
  !insertmacro TellExplorer
SectionEnd

Section /o "Icon on the desktop" SectionDesktop
  CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW_EXE}"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} "The program, its command line and its Start menu entry."
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionOpenWith} "Offers the program when you right-click a CSV or Excel file. What opens such files by default does not change."
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} "An icon on the desktop."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function ShowForWhom
  ${If} $Everybody == "1"
    !insertmacro MUI_HEADER_TEXT "Choose a folder" "${NAME} will be installed for all users of this computer."
  ${Else}
    !insertmacro MUI_HEADER_TEXT "Choose a folder" "${NAME} will be installed for you only."
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_ICONSTOP "${NAME} needs 64-bit Windows 10, version 1809 or later, or Windows 11." /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  !insertmacro ChooseScope
  ReadRegStr $OlderPlace SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $INSTDIR == ""                          ; no /D=
    ${If} $OlderPlace != ""
      StrCpy $INSTDIR $OlderPlace
    ${ElseIf} $Everybody == "1"
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${EndIf}
  ${EndIf}
  !insertmacro OptionGiven "/NoOpenWith"
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SectionOpenWith}
  ${EndIf}
  !insertmacro OptionGiven "/DesktopIcon"
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${SectionDesktop}
  ${EndIf}
FunctionEnd

; Whom it was installed for is in the registry, whoever runs this.
Function un.onInit
  !insertmacro ChooseScope
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $1 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
  ${OrIf} "$0\" == $INSTDIR
    StrCpy $Everybody ""
    SetShellVarContext current
  ${ElseIf} $1 == $INSTDIR
  ${OrIf} "$1\" == $INSTDIR
    StrCpy $Everybody "1"
    SetShellVarContext all
  ${EndIf}
FunctionEnd

Section "Uninstall"
  Push $INSTDIR
  Call un.RefuseWhileRunning
  !include "${REMOVAL}"                         ; deletes each file that was put there, and no other
  Delete "$INSTDIR\Uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"                              ; only when it is empty
  !insertmacro OptionGiven "/Upgrade"
  ${If} ${Errors}
    Delete "$SMPROGRAMS\${NAME}.lnk"
    Delete "$DESKTOP\${NAME}.lnk"
    !insertmacro EveryExtension NotOpenWith
    DeleteRegKey SHCTX "Software\Classes\Applications\${WINDOW_EXE}"
    DeleteRegKey SHCTX "Software\Classes\${PROGID}"
    DeleteRegKey SHCTX "${UNINSTALL_KEY}"
    DeleteRegKey SHCTX "${OWN_KEY}"
    !insertmacro TellExplorer
    Call un.AskAboutSettings
  ${EndIf}
SectionEnd

; Settings and profiles are the user's: they stay unless the user says otherwise.
Function un.AskAboutSettings
  SetShellVarContext current
  ${If} ${FileExists} "$LOCALAPPDATA\${NAME}\*.*"
    !insertmacro OptionGiven "/RemoveSettings"
    ${IfNot} ${Errors}
      Goto remove
    ${EndIf}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Also delete your settings and profiles (value mappings, accepted findings, populations)?$\r$\n$\r$\n$LOCALAPPDATA\${NAME}$\r$\n$\r$\nSelect No to keep them for the next time." /SD IDNO IDYES remove
    Return
    remove:
    RMDir /r "$LOCALAPPDATA\${NAME}"
  ${EndIf}
FunctionEnd
