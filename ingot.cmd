@echo off
rem Runs the ingot command; builds it first when a source file changed since the last build.
setlocal
set "root=%~dp0"
powershell -NoProfile -Command "$s='%root%artifacts\ingot\.built'; if (-not (Test-Path $s)) { exit 1 }; $t=(Get-Item $s).LastWriteTimeUtc; if (Get-ChildItem '%root%src','%root%*.props','%root%global.json' -Recurse -File | Where-Object { $_.LastWriteTimeUtc -gt $t -and $_.FullName -notmatch '\\(bin|obj)\\' } | Select-Object -First 1) { exit 1 }; exit 0"
if errorlevel 1 (
    if not exist "%root%artifacts" mkdir "%root%artifacts"
    dotnet publish "%root%src\Ingot.Cli\Ingot.Cli.csproj" -c Release -o "%root%artifacts\ingot" --nologo -v quiet > "%root%artifacts\build.log" 2>&1
    if errorlevel 1 (
        type "%root%artifacts\build.log" 1>&2
        exit /b 1
    )
    type nul > "%root%artifacts\ingot\.built"
)
"%root%artifacts\ingot\ingot.exe" %*
exit /b %errorlevel%
