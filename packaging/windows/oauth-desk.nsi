; The installer for Windows. windows/installer.py compiles it and gives the values that stand as ${...} here.
;
; Switches: /S (nothing is shown), /AllUsers (for everybody, by an administrator), /CurrentUser (the default),
; /StartAtLogin (for one person alone), /NoStartMenu, /NoOpenWith, and, as the last one and without quotes, /D=FOLDER.
; Exit codes beside those of NSIS (0 done, 1 cancelled, 2 failed): 32 the program is running, 87 switches that do not
; go together, 183 another program is in the folder, 740 /AllUsers without the rights of an administrator, 1633 this
; Windows is too old.

!ifdef TARGET
  Target ${TARGET} ; for a 64-bit Wine, in the tests
!endif
Unicode true
ManifestDPIAware true
ManifestSupportedOS all
SetCompressor /SOLID lzma
RequestExecutionLevel user ; nobody is asked for rights unless it shall be for everybody

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
!include WinVer.nsh
!include x64.nsh

!define ARP "Software\Microsoft\Windows\CurrentVersion\Uninstall\OAuthDesk"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define CLASSES "Software\Classes"
!define PROGID "OAuthDesk.Service"
!define APPLICATION "${CLASSES}\Applications\oauth-desk-window.exe"
!define WINDOW "oauth-desk-window.exe"
!define KEPT "Your connections and settings stay where they are, in %LOCALAPPDATA%\oauth-desk. Delete that folder yourself if you want them gone."

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION_FOUR}"
VIFileVersion "${VERSION_FOUR}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION_FOUR}"
VIAddVersionKey FileDescription "${NAME}, installer"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "${LICENCE}"
VIAddVersionKey Comments "${DESCRIPTION}"

!ifdef SIGN
  !finalize '${SIGN}' = 0
  !uninstfinalize '${SIGN}' = 0
!endif

Var Everybody ; 1 where it is installed for all users
Var Given     ; the folder of /D, if any
Var Mine
Var Theirs

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Open ${NAME}"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenProgram
!define MUI_FINISHPAGE_RUN_NOTCHECKED
!define MUI_UNCONFIRMPAGE_TEXT_TOP "${NAME} will be removed from this computer. ${KEPT}"
!define MUI_UNFINISHPAGE_NOAUTOCLOSE

!insertmacro MUI_PAGE_LICENSE "${LICENCE_FILE}"
Page custom AskForWhom AnsweredForWhom
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

; --- what is installed -------------------------------------------------------------------------

Section "!${NAME}" SecProgram
  SectionIn RO
  Call WaitForProgram
  Call RefuseForeignFolder
  ; An update takes away what the older one brought: its own uninstaller knows best what that was.
  ReadRegStr $1 SHCTX "${ARP}" InstallLocation
  ${If} $1 == ""
    StrCpy $1 $INSTDIR
  ${EndIf}
  ${If} ${FileExists} "$1\Uninstall.exe"
    Call RemoveOlder
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  WriteRegStr SHCTX "${ARP}" DisplayName "${NAME}"
  WriteRegStr SHCTX "${ARP}" DisplayVersion "${VERSION}"
  WriteRegStr SHCTX "${ARP}" DisplayIcon "$INSTDIR\${WINDOW}"
  WriteRegStr SHCTX "${ARP}" Publisher "${PUBLISHER}"
  WriteRegStr SHCTX "${ARP}" Comments "${DESCRIPTION}"
  WriteRegStr SHCTX "${ARP}" InstallLocation "$INSTDIR"
  WriteRegDWORD SHCTX "${ARP}" EstimatedSize ${SIZE_KB}
  WriteRegDWORD SHCTX "${ARP}" NoModify 1
  WriteRegDWORD SHCTX "${ARP}" NoRepair 1
  ${If} $Everybody = 1
    WriteRegStr SHCTX "${ARP}" UninstallString '"$INSTDIR\Uninstall.exe" /AllUsers'
    WriteRegStr SHCTX "${ARP}" QuietUninstallString '"$INSTDIR\Uninstall.exe" /S /AllUsers'
    Call MakeMachineFolder
  ${Else}
    WriteRegStr SHCTX "${ARP}" UninstallString '"$INSTDIR\Uninstall.exe" /CurrentUser'
    WriteRegStr SHCTX "${ARP}" QuietUninstallString '"$INSTDIR\Uninstall.exe" /S /CurrentUser'
  ${EndIf}
  WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\oauth-desk.exe" "" "$INSTDIR\oauth-desk.exe"
SectionEnd

Section "Start menu" SecMenu
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW}" "" "" "" SW_SHOWNORMAL "" "${DESCRIPTION}"
SectionEnd

; Windows knows files by what follows their last dot. So service files are TOML files to it, which other programs edit:
; this one is offered under "Open with" and takes none of them away.
Section "Open service files" SecOpen
  WriteRegStr SHCTX "${CLASSES}\${PROGID}" "" "Service file"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\DefaultIcon" "" "$INSTDIR\${WINDOW},0"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  WriteRegStr SHCTX "${CLASSES}\.toml\OpenWithProgids" "${PROGID}" ""
  WriteRegStr SHCTX "${APPLICATION}" "FriendlyAppName" "${NAME}"
  WriteRegStr SHCTX "${APPLICATION}\SupportedTypes" ".toml" ""
  WriteRegStr SHCTX "${APPLICATION}\shell\open\command" "" '"$INSTDIR\${WINDOW}" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; The same value that the program itself writes when somebody ticks "Start at login".
Section /o "Start at login, in the tray" SecLogin
  WriteRegStr HKCU "${RUN}" "${NAME}" '"$INSTDIR\${WINDOW}" --hidden'
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SecProgram} "The window and the command line."
  !insertmacro MUI_DESCRIPTION_TEXT ${SecMenu} "An entry in the start menu."
  !insertmacro MUI_DESCRIPTION_TEXT ${SecOpen} "Offers ${NAME} under “Open with” for service files (.toml)."
  !insertmacro MUI_DESCRIPTION_TEXT ${SecLogin} "Keeps your connections renewed from when you log in. You can change this in the settings."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; --- before ------------------------------------------------------------------------------------

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} needs Windows 10 or newer, 64-bit." /SD IDOK
    SetErrorLevel 1633
    Quit
  ${EndIf}
  SetRegView 64
  StrCpy $Given $INSTDIR
  StrCpy $Everybody 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $R1
  ${IfNot} ${Errors}
    StrCpy $Everybody 1
    Call IsAdministrator
    ${If} $0 = 0
      MessageBox MB_OK|MB_ICONSTOP "Only an administrator can install ${NAME} for everybody." /SD IDOK
      SetErrorLevel 740
      Quit
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NoStartMenu" $R1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SecMenu}
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/NoOpenWith" $R1
  ${IfNot} ${Errors}
    !insertmacro UnselectSection ${SecOpen}
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/StartAtLogin" $R1
  ${IfNot} ${Errors}
    ${If} $Everybody = 1
      MessageBox MB_OK|MB_ICONSTOP "/StartAtLogin is for one person: it does not go with /AllUsers." /SD IDOK
      SetErrorLevel 87
      Quit
    ${EndIf}
    !insertmacro SelectSection ${SecLogin}
  ${EndIf}
  Call Settle
FunctionEnd

; Chooses folder and registry for one person or for everybody; the folder of an older one is kept.
Function Settle
  ${If} $Everybody = 1
    SetShellVarContext all
    !insertmacro UnselectSection ${SecLogin}
    SectionSetText ${SecLogin} "" ; not offered
    StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
  ${Else}
    SetShellVarContext current
    SectionSetText ${SecLogin} "Start at login, in the tray"
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
  ${EndIf}
  ReadRegStr $0 SHCTX "${ARP}" InstallLocation
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
  ${If} $Given != ""
    StrCpy $INSTDIR $Given
  ${EndIf}
FunctionEnd

; Returns 1 in $0 where this runs with the rights of an administrator.
Function IsAdministrator
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
FunctionEnd

Function AskForWhom
  !insertmacro MUI_HEADER_TEXT "For whom?" "${NAME} keeps each person's connections apart, either way."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 20u 100% 12u "Only for &me"
  Pop $Mine
  ${NSD_CreateRadioButton} 0 40u 100% 12u "For &everybody on this computer (an administrator has to agree)"
  Pop $Theirs
  ${If} $Everybody = 1
    ${NSD_Check} $Theirs
  ${Else}
    ${NSD_Check} $Mine
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function AnsweredForWhom
  ${NSD_GetState} $Theirs $1
  ${If} $1 = ${BST_CHECKED}
    Call IsAdministrator
    ${If} $0 = 0
      ClearErrors
      ExecShell "runas" "$EXEPATH" "/AllUsers"
      ${If} ${Errors}
        Abort ; refused: stay on this page
      ${EndIf}
      Quit ; the one with more rights goes on
    ${EndIf}
    StrCpy $Everybody 1
  ${Else}
    StrCpy $Everybody 0
  ${EndIf}
  Call Settle
FunctionEnd

!macro WaitForProgram
  again:
    ${For} $1 1 2
      ${If} $1 = 1
        StrCpy $2 "$INSTDIR\${WINDOW}"
      ${Else}
        StrCpy $2 "$INSTDIR\oauth-desk.exe"
      ${EndIf}
      ${If} ${FileExists} $2
        ClearErrors
        FileOpen $0 $2 a ; refused while it runs
        ${If} ${Errors}
          MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Quit it (its menu, or its icon in the tray), then try again." /SD IDCANCEL IDRETRY again
          SetErrorLevel 32
          Quit
        ${EndIf}
        FileClose $0
      ${EndIf}
    ${Next}
!macroend

Function WaitForProgram
  !insertmacro WaitForProgram
FunctionEnd

Function un.WaitForProgram
  !insertmacro WaitForProgram
FunctionEnd

; Takes away the files of the older version in $1, which may be another folder than the one chosen now.
Function RemoveOlder
  ${If} $Everybody = 1
    ExecWait '"$1\Uninstall.exe" /S /Upgrade /AllUsers _?=$1' $2
  ${Else}
    ExecWait '"$1\Uninstall.exe" /S /Upgrade /CurrentUser _?=$1' $2
  ${EndIf}
  ${If} $2 <> 0
    MessageBox MB_OK|MB_ICONSTOP "The older version in $1 could not be replaced. Quit ${NAME}, then try again." /SD IDOK
    SetErrorLevel $2
    Quit
  ${EndIf}
  ${If} $1 != $INSTDIR
    Delete "$1\Uninstall.exe"
    RMDir "$1"
  ${EndIf}
FunctionEnd

; Many uninstallers have the same name: another program's is neither run nor written over.
Function RefuseForeignFolder
  ${If} ${FileExists} "$INSTDIR\Uninstall.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\${WINDOW}"
    ReadRegStr $0 SHCTX "${ARP}" InstallLocation
    ${If} $0 != $INSTDIR ; what is left of this one, where a removal or an update broke off
      MessageBox MB_OK|MB_ICONSTOP "Another program is in $INSTDIR. Choose another folder for ${NAME}." /SD IDOK
      SetErrorLevel 183
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; Where administrators put service profiles and managed settings. Windows lets anybody add to %PROGRAMDATA%, so the
; folder is made here, for administrators (S-1-5-32-544) and the system (S-1-5-18) to write and for users (S-1-5-32-545)
; to read.
Function MakeMachineFolder
  CreateDirectory "$APPDATA\oauth-desk\services"
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\oauth-desk" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
  Pop $0
FunctionEnd

Function OpenProgram
  ; By the shell, so that an installer with more rights does not hand them on.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${WINDOW}"'
FunctionEnd

; --- taking it away ----------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  StrCpy $Everybody 0
  SetShellVarContext current
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/AllUsers" $R1
  ${IfNot} ${Errors}
    StrCpy $Everybody 1
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${If} ${Silent}
        SetErrorLevel 740
        Quit
      ${EndIf}
      ExecShell "runas" "$INSTDIR\Uninstall.exe" "/AllUsers"
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Section Uninstall
  Call un.WaitForProgram
  SetOutPath "$TEMP"
  !include "${UNINSTALL_LINES}"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR" ; only where nothing else is in it
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/Upgrade" $R1
  ${IfNot} ${Errors}
    Return ; the newer one writes the rest anew, and what somebody chose stays
  ${EndIf}
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegKey SHCTX "${ARP}"
  DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\oauth-desk.exe"
  DeleteRegKey SHCTX "${CLASSES}\${PROGID}"
  DeleteRegKey SHCTX "${APPLICATION}"
  DeleteRegValue SHCTX "${CLASSES}\.toml\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.toml\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.toml"
  ${If} $Everybody = 0
    DeleteRegValue HKCU "${RUN}" "${NAME}"
  ${Else}
    RMDir "$APPDATA\oauth-desk\services" ; only where no profile is in it
    RMDir "$APPDATA\oauth-desk"
  ${EndIf}
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DetailPrint "${KEPT}"
SectionEnd
