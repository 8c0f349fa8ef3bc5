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
    CheckDocs fails where the help in docs/en-US is not what Docs would make
    Package   packs a Release build in out/packages: for the PowerShell Gallery, for Azure Automation, and the files' hashes
    Publish   Package, then says what would be published; with -ApiKey it is
    Rehearse  a whole loss and restore on this machine
    Benchmark what a wait, an import and a start cost
    Clean     removes what the build has made
.PARAMETER Task
    The tasks to run; Build by default.
.PARAMETER Configuration
    Debug, as dotnet build has it, or Release.
.PARAMETER Tag
    The tests of the Pester suite to run: Unit, EndToEnd; both by default.
.PARAMETER ApiKey
    The API key of the PowerShell Gallery for Publish. Without it nothing is published.
.PARAMETER ReleaseTag
    The tag of a release, for Publish: it must name the manifest's version, v1.2.3 for 1.2.3.
.EXAMPLE
    ./build.ps1
    Builds the module into out/MhsmBackup.
.EXAMPLE
    ./build.ps1 -Task Test, Pester, Analyze
    Checks everything.
.EXAMPLE
    ./build.ps1 -Task Pester -Tag Unit
    Runs the part of the Pester suite that needs no servers.
.EXAMPLE
    ./build.ps1 -Task Publish
    Packs the module and says what would be published.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Analyze', 'Docs', 'CheckDocs', 'Package', 'Publish', 'Rehearse', 'Benchmark', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    [ValidateSet('Unit', 'EndToEnd')]
    [string[]] $Tag = @('Unit', 'EndToEnd'),

    [ValidateNotNullOrEmpty()]
    [string] $ApiKey,

    [string] $ReleaseTag
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

# Makes the help in a folder.
function Export-Help([string] $Folder) {
    Install-RequiredModule Microsoft.PowerShell.PlatyPS 1.0
    Invoke-NewShell (@'
        $ErrorActionPreference = 'Stop'
        Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
        $pages = Get-ChildItem docs/cmdlets/*-*.md
        $bad = $pages | Where-Object { -not (Test-MarkdownCommandHelp $_.FullName) }
        if ($bad) { throw 'platyPS cannot read these pages; Test-MarkdownCommandHelp -DetailView says why: ' + ($bad.Name -join ', ') }
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
        try {
            $null = $pages | Import-MarkdownCommandHelp | Export-MamlCommandHelp -OutputFolder $folder
            Copy-Item (Join-Path $folder MhsmBackup/MhsmBackup.dll-Help.xml) 'FOLDER'
        }
        finally { Remove-Item $folder -Recurse }
'@).Replace('FOLDER', $Folder)
}

function Export-CommandHelp {
    Export-Help docs/en-US
    Invoke-Build
}

function Assert-HelpIsCurrent {
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid())
    $null = New-Item $folder -ItemType Directory
    try {
        Export-Help $folder
        # Git may have changed the ends of the lines.
        $made, $kept = $folder, 'docs/en-US' | ForEach-Object { (Get-Content (Join-Path $_ MhsmBackup.dll-Help.xml) -Encoding UTF8) -join "`n" }
    }
    finally { Remove-Item $folder -Recurse }
    if ($made -cne $kept) { throw 'The help in docs/en-US is not what the pages in docs/cmdlets say. Run ./build.ps1 -Task Docs and commit the help.' }
}

# Built where nothing was before, so that nothing of an older build is shipped.
function Export-Package {
    $stage = "$PSScriptRoot/out/stage/"
    foreach ($folder in $stage, 'out/packages') { if (Test-Path $folder) { Remove-Item $folder -Recurse -Force } }
    Invoke-DotNet build src/MhsmBackup --nologo --configuration Release --verbosity quiet "-p:ModuleOutput=${stage}MhsmBackup/"
    Invoke-DotNet pack build/MhsmBackup.Package.csproj --nologo --verbosity quiet "-p:ModuleFolder=${stage}MhsmBackup/" --output out/packages
    Get-ChildItem out/packages | ForEach-Object { '{0,12:N0} bytes  out/packages/{1}' -f $_.Length, $_.Name }
}

function Publish-Package([string] $ReleaseTag, [string] $ApiKey) {
    # The manifest names files that are not beside it here, and chooses its assembly: no cmdlet reads it as it lies.
    $version = [regex]::Match((Get-Content MhsmBackup.psd1 -Raw), "ModuleVersion\s*=\s*'([^']+)'").Groups[1].Value
    if ($ReleaseTag -and $ReleaseTag -cne "v$version") { throw "The tag is $ReleaseTag, and the version in MhsmBackup.psd1 is ${version}: the tag must be v$version." }
    Export-Package
    $package = "out/packages/MhsmBackup.$version.nupkg"
    if (-not $ApiKey) { return "What if: publish $package to the PowerShell Gallery. With -ApiKey it is published." }
    # In this process: on another program's command line the key would be there for all to read.
    Install-RequiredModule Microsoft.PowerShell.PSResourceGet 1.1
    Publish-PSResource -NupkgPath $package -Repository PSGallery -ApiKey $ApiKey
    "Published $package to the PowerShell Gallery."
}

function Invoke-Clean {
    Get-ChildItem src, tests, build -Directory -Recurse -Include bin, obj |
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
        Docs { Export-CommandHelp }
        CheckDocs { Assert-HelpIsCurrent }
        Package { Export-Package }
        Publish { Publish-Package $ReleaseTag $ApiKey }
        Rehearse { Invoke-DotNet run --project src/MhsmBackup.Rehearsal --configuration $Configuration }
        Benchmark { Invoke-DotNet run --project tests/MhsmBackup.Benchmarks --configuration Release }
        Clean { Invoke-Clean }
    }
}
