<#
.SYNOPSIS
    Builds MhsmBackup and checks it.
.DESCRIPTION
    Every task is one command that continuous integration runs as well. Tasks run in the order given; the first that fails ends
    the build. Windows PowerShell 5.1 or PowerShell 7.4 or later, and the .NET 10 SDK; Test, Pester and Rehearse need Node.js.

    Build     assembles the module in out/MhsmBackup
    Test      dotnet test: client, emulator, and the cmdlets in the real engine
    Pester    the Pester suite: the module in this PowerShell
    Analyze   PSScriptAnalyzer over every script and manifest
    Docs      makes the help in docs/en-US from the pages in docs/cmdlets
    Rehearse  a whole loss and restore on this machine
    Benchmark what a wait, an import and a start cost
    Clean     removes what the build has made
.PARAMETER Task
    The tasks to run; Build by default.
.PARAMETER Configuration
    Debug, as dotnet build has it, or Release.
.PARAMETER Tag
    The tests of the Pester suite to run: Unit, EndToEnd; both by default.
.EXAMPLE
    ./build.ps1
    Builds the module into out/MhsmBackup.
.EXAMPLE
    ./build.ps1 -Task Test, Pester, Analyze
    Checks everything.
.EXAMPLE
    ./build.ps1 -Task Pester -Tag Unit
    Runs the part of the Pester suite that needs no servers.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Docs', 'Rehearse', 'Benchmark', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    [ValidateSet('Unit', 'EndToEnd')]
    [string[]] $Tag = @('Unit', 'EndToEnd')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
if ($PSScriptRoot -ne (Get-Location).Path) { Set-Location $PSScriptRoot }

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') ended with exit code $LASTEXITCODE." }
}

function Install-RequiredModule([string] $Name, [version] $MinimumVersion) {
    if (Get-Module $Name -ListAvailable | Where-Object Version -GE $MinimumVersion) { return }
    "Installing $Name $MinimumVersion or later from the PowerShell Gallery ..."
    try {
        # Windows PowerShell brings a Pester of its own that another publisher has signed.
        Install-Module $Name -MinimumVersion $MinimumVersion -Scope CurrentUser -Force -SkipPublisherCheck
    }
    catch {
        throw "$Name $MinimumVersion or later is needed and could not be installed: $_`nInstall it by hand: Install-Module $Name -Scope CurrentUser"
    }
}

# A process of its own: an assembly that PowerShell has loaded stays loaded, and could not be built again. Windows PowerShell
# loses double quotes on the way to another program: a script has single ones.
function Invoke-NewShell([string] $Script) {
    $shell = (Get-Process -Id $PID).Path
    & $shell -NoLogo -NoProfile -NonInteractive -Command $Script
    if ($LASTEXITCODE -ne 0) { throw "The task failed with exit code $LASTEXITCODE." }
}

function Invoke-Build { Invoke-DotNet build --nologo --configuration $Configuration --verbosity quiet }

function Invoke-Test { Invoke-DotNet test --configuration $Configuration }

function Invoke-PesterSuite([string[]] $Tag) {
    Install-RequiredModule Pester 5.5
    Invoke-Build
    $tags = ($Tag | ForEach-Object { "'$_'" }) -join ', '
    Invoke-NewShell @"
        Import-Module Pester -MinimumVersion 5.5
        `$configuration = New-PesterConfiguration
        `$configuration.Run.Path = 'tests/Pester'
        `$configuration.Run.Exit = `$true
        `$configuration.Filter.Tag = $tags
        `$configuration.Output.Verbosity = 'Detailed'
        Invoke-Pester -Configuration `$configuration
"@
}

function Invoke-Analyzer {
    Install-RequiredModule PSScriptAnalyzer 1.22
    Invoke-Build
    # The manifest is looked at where the files are that it names.
    $files = @(Get-ChildItem . -Recurse -Include *.ps1, *.psm1, *.psd1 -File |
            Where-Object FullName -NotMatch '[\\/](bin|obj|out|node_modules)[\\/]' |
            Where-Object Name -NE MhsmBackup.psd1) + (Get-Item out/MhsmBackup/MhsmBackup.psd1)
    $found = $files | ForEach-Object { Invoke-ScriptAnalyzer $_.FullName -Settings ./PSScriptAnalyzerSettings.psd1 }
    if ($found) {
        $found | Format-Table ScriptName, Line, Severity, RuleName, Message -Wrap
        throw "PSScriptAnalyzer has $(@($found).Count) findings."
    }
}

function Export-Help {
    Install-RequiredModule Microsoft.PowerShell.PlatyPS 1.0
    Invoke-NewShell @'
        $ErrorActionPreference = 'Stop'
        Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
        $pages = Get-ChildItem docs/cmdlets/*-*.md
        $bad = $pages | Where-Object { -not (Test-MarkdownCommandHelp $_.FullName) }
        if ($bad) { throw 'platyPS cannot read these pages; Test-MarkdownCommandHelp -DetailView says why: ' + ($bad.Name -join ', ') }
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
        try {
            $null = $pages | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder $folder
            Copy-Item (Join-Path $folder MhsmBackup/MhsmBackup.dll-Help.xml) docs/en-US
        }
        finally { Remove-Item $folder -Recurse }
'@
    Invoke-Build
}

function Invoke-Clean {
    Get-ChildItem src, tests -Directory -Recurse -Include bin, obj |
        Where-Object FullName -NotMatch '[\\/]node_modules[\\/]' |
        Remove-Item -Recurse -Force
    if (Test-Path out) { Remove-Item out -Recurse -Force }
}

foreach ($name in $Task) {
    "== $name"
    switch ($name) {
        Build { Invoke-Build }
        Test { Invoke-Test }
        Pester { Invoke-PesterSuite $Tag }
        Analyze { Invoke-Analyzer }
        Docs { Export-Help }
        Rehearse { Invoke-DotNet run --project src/MhsmBackup.Rehearsal --configuration $Configuration }
        Benchmark { Invoke-DotNet run --project tests/MhsmBackup.Benchmarks --configuration Release }
        Clean { Invoke-Clean }
    }
}
