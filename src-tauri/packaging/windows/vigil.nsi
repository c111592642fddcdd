; The installer for Windows: for this person only, without an administrator. Built by `cargo xtask bundle --windows`
; with makensis, which is told VERSION, PROGRAMS (the folder of what is installed), ICON and OUTPUT.

; Like the program, so that it also runs where nothing of 32 bits does.
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID lzma
; Times of files would differ from build to build.
SetDateSave off
RequestExecutionLevel user

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "Sections.nsh"

Name "Vigil"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Vigil"
InstallDirRegKey HKCU "Software\Vigil" "InstallDir"
BrandingText "Vigil ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Vigil"
VIAddVersionKey "FileDescription" "Vigil installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "2026, the Vigil authors"

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Vigil"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
; Microsoft's number for the WebView2 runtime, under which its own installer says which version is there.
!define WEBVIEW2 "Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define WEBVIEW2_PAGE "https://developer.microsoft.com/microsoft-edge/webview2/"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_LICENSE "${PROGRAMS}\LICENSE.txt"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\vigil.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "Japanese"

LangString Program ${LANG_ENGLISH} "Vigil"
LangString Program ${LANG_GERMAN} "Vigil"
LangString Program ${LANG_JAPANESE} "Vigil"
LangString StartMenu ${LANG_ENGLISH} "Start menu entry"
LangString StartMenu ${LANG_GERMAN} "Eintrag im Startmenü"
LangString StartMenu ${LANG_JAPANESE} "スタート メニューに追加"
LangString Autostart ${LANG_ENGLISH} "Start with Windows"
LangString Autostart ${LANG_GERMAN} "Mit Windows starten"
LangString Autostart ${LANG_JAPANESE} "Windows と同時に起動"
LangString Running ${LANG_ENGLISH} "Vigil is running. Close it, so that your toys stop, and try again."
LangString Running ${LANG_GERMAN} "Vigil läuft noch. Beende es, damit deine Toys anhalten, und versuche es erneut."
LangString Running ${LANG_JAPANESE} "Vigil が実行中です。終了するとトイは停止します。終了してから再試行してください。"
LangString NoWebView ${LANG_ENGLISH} "Vigil's window needs Microsoft's WebView2 runtime, which this computer does not have. Open its download page now?"
LangString NoWebView ${LANG_GERMAN} "Das Fenster von Vigil braucht die WebView2-Laufzeit von Microsoft, die auf diesem Computer fehlt. Die Download-Seite jetzt öffnen?"
LangString NoWebView ${LANG_JAPANESE} "Vigil のウィンドウには Microsoft の WebView2 ランタイムが必要ですが、このコンピューターにはありません。ダウンロード ページを開きますか？"
LangString KeepSettings ${LANG_ENGLISH} "Remove your settings, names of toys and alerts, too?"
LangString KeepSettings ${LANG_GERMAN} "Auch deine Einstellungen, die Namen der Toys und die Meldungen löschen?"
LangString KeepSettings ${LANG_JAPANESE} "設定、トイの名前、通知の履歴も削除しますか？"

; A program that runs cannot be written to. It is not ended here: toys may move.
!macro WaitUntilClosed un
Function ${un}WaitUntilClosed
  again:
  ${If} ${FileExists} "$INSTDIR\vigil.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\vigil.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
      SetErrorLevel 2
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

Section "$(Program)" SectionProgram
  SectionIn RO
  Call WaitUntilClosed
  SetOutPath "$INSTDIR"
  File "${PROGRAMS}\vigil.exe"
  File "${PROGRAMS}\WebView2Loader.dll"
  File "${PROGRAMS}\LICENSE.txt"
  File "${PROGRAMS}\third-party-licences.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "Software\Vigil" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "Vigil"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\vigil.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "The Vigil authors"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section "$(StartMenu)" SectionStartMenu
  CreateShortcut "$SMPROGRAMS\Vigil.lnk" "$INSTDIR\vigil.exe"
SectionEnd

Section /o "$(Autostart)" SectionAutostart
  WriteRegStr HKCU "${RUN_KEY}" "Vigil" '"$INSTDIR\vigil.exe"'
SectionEnd

; The window's own requirement: part of Windows 11, and of most Windows 10.
Section -WebView2
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\${WEBVIEW2}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKLM "SOFTWARE\${WEBVIEW2}" "pv"
  ${EndIf}
  ${If} $0 == ""
    ReadRegStr $0 HKCU "Software\${WEBVIEW2}" "pv"
  ${EndIf}
  ${If} $0 == ""
  ${OrIf} $0 == "0.0.0.0"
    DetailPrint "$(NoWebView)"
    MessageBox MB_YESNO|MB_ICONINFORMATION "$(NoWebView)" /SD IDNO IDNO +2
    ExecShell "open" "${WEBVIEW2_PAGE}"
  ${EndIf}
SectionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  Delete "$INSTDIR\vigil.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\third-party-licences.txt"
  Delete "$INSTDIR\uninstall.exe"
  ; Only if it is empty: nothing is removed that was not installed.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Vigil.lnk"
  DeleteRegValue HKCU "${RUN_KEY}" "Vigil"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\Vigil"
  ; Without anybody to ask, they stay.
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(KeepSettings)" /SD IDNO IDNO keep
  RMDir /r "$LOCALAPPDATA\vigil"
  RMDir /r "$LOCALAPPDATA\app.vigil.desktop"
  keep:
SectionEnd
