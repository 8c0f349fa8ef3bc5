<#
    The servers that the end-to-end tests use: Azurite and two emulated HSMs, in a process of their own.

    Import it in BeforeAll. The servers start at the first Connect-TestServer and serve every file of the run; their process
    ends with the one that started them, however that ends. Each file gets its HSMs empty.
#>
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$Process = $null
$Ready = $null

function Import-BuiltModule {
    <#
    .SYNOPSIS
        Imports the module from out/MhsmBackup and returns its manifest's path.
    #>
    $manifest = Join-Path $Root 'out/MhsmBackup/MhsmBackup.psd1'
    if (-not (Test-Path $manifest)) { throw 'out/MhsmBackup is not there. Build first: ./build.ps1' }
    Import-Module $manifest -Global
    $manifest
}

function Open-TestServer {
    $program = Get-ChildItem (Join-Path $Root 'src/MhsmBackup.Rehearsal/bin') -Recurse -Filter MhsmBackup.Rehearsal.dll |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $program) { throw 'The rehearsal is not built. Build first: ./build.ps1' }
    $start = New-Object System.Diagnostics.ProcessStartInfo -ArgumentList dotnet, ('"{0}" --serve' -f $program.FullName)
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

function Read-TestServer {
    $line = $Process.StandardOutput.ReadLine()
    if ($null -eq $line) { throw 'The test servers have ended.' }
    $line | ConvertFrom-Json
}

function Connect-TestServer {
    <#
    .SYNOPSIS
        Signs in, and returns where the servers are and what they accept: contoso, fabrikam, container, backupSas, restoreSas,
        otherSas, storageAccount, storageAccountKey, token; tenant, clientId, clientSecret; identityEndpoint, identityHeader,
        resourceManager.
    #>
    $null = Import-BuiltModule
    if ($null -eq $Process -or $Process.HasExited) {
        $script:Process = Open-TestServer
        $script:Ready = Read-TestServer
    }

    $env:MHSM_LOOPBACK_CA = $Ready.caFile
    $env:AZURE_AUTHORITY_HOST = $Ready.authorityHost
    $env:MHSM_LOOPBACK_RESOURCE_MANAGER = $Ready.resourceManager
    $null = Connect-Mhsm -AccessToken $Ready.token
    foreach ($hsm in 'contoso-hsm', 'fabrikam-hsm') { $null = Invoke-TestServer "Reset-EmulatorHsm $hsm" }
    $Ready
}

function Invoke-TestServer {
    <#
    .SYNOPSIS
        Runs a statement in the servers' process: New-EmulatorKey, Get-EmulatorKey, Remove-EmulatorKey, Reset-EmulatorHsm, Get-StorageFolder.
    #>
    param([Parameter(Mandatory)] [string] $Statement)

    $Process.StandardInput.WriteLine($Statement)
    $answer = Read-TestServer
    if ($answer.errors) { throw ($answer.errors -join [Environment]::NewLine) }
    $answer.output
}

function Invoke-NewShell {
    <#
    .SYNOPSIS
        Runs a script in a PowerShell of its own that has nobody to ask, and returns all it wrote.
    #>
    param([Parameter(Mandatory)] [string] $Script)

    & (Get-Process -Id $PID).Path -NoLogo -NoProfile -NonInteractive -Command $Script 2>&1
}

function Get-ErrorId {
    <#
    .SYNOPSIS
        The stable part of an error's id.
    #>
    param([Parameter(Mandatory, ValueFromPipeline)] [System.Management.Automation.ErrorRecord] $ErrorRecord)

    process { ($ErrorRecord.FullyQualifiedErrorId -split ',')[0] }
}

function Get-SampleBackup {
    <#
    .SYNOPSIS
        A whole backup of an hour ago, as it comes back from a file.
    #>
    [pscustomobject]@{
        BackupFolder = 'mhsm-contoso-hsm-{0:yyyyMMddHHmmss}' -f (Get-Date).ToUniversalTime().AddHours(-1)
        ContainerUri = 'https://contosobackup.blob.core.windows.net/hsm'
        State        = 'Complete'
    }
}

Export-ModuleMember -Function Import-BuiltModule, Connect-TestServer, Invoke-TestServer, Invoke-NewShell, Get-ErrorId, Get-SampleBackup
