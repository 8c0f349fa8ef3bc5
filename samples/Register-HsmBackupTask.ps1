#Requires -RunAsAdministrator
<#
.SYNOPSIS
Lets a scheduled task of Windows run Backup-HsmFleet.ps1 every night.

.DESCRIPTION
For a server outside Azure, or one in Azure that has no identity: the task signs in as an app registration with a certificate
of the machine's store, of which the account that runs the task must be able to read the private key. Install the module for
all users first: Install-Module MhsmBackup -Scope AllUsers.

The task starts later when the machine was off, does not start beside one that still runs, and ends after four hours. A night
that failed is the task's last run result (0x1), and an event of its history.

.PARAMETER HsmName
The HSMs: names or URLs.

.PARAMETER ContainerUri
The blob container, without a SAS.

.PARAMETER ClientId
The application (client) id.

.PARAMETER TenantId
The tenant.

.PARAMETER CertificateThumbprint
The certificate in Cert:\LocalMachine\My.

.PARAMETER At
When, in the machine's time.

.PARAMETER TaskName
The task's name.

.PARAMETER LogPath
A file that every run's output is added to.

.EXAMPLE
./Register-HsmBackupTask.ps1 -HsmName hsm-eu, hsm-us -ContainerUri https://contosobackup.blob.core.windows.net/hsm -ClientId 66666666-7777-8888-9999-000000000000 -TenantId contoso.onmicrosoft.com -CertificateThumbprint 0123456789ABCDEF0123456789ABCDEF01234567
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [ValidatePattern('^[\w.:/-]+$')] [string[]] $HsmName,
    [Parameter(Mandatory)] [ValidatePattern('^https://[\w.:/$-]+$')] [string] $ContainerUri,
    [Parameter(Mandatory)] [guid] $ClientId,
    [Parameter(Mandatory)] [ValidatePattern('^[\w.-]+$')] [string] $TenantId,
    [Parameter(Mandatory)] [ValidatePattern('^[0-9A-Fa-f]{40}$')] [string] $CertificateThumbprint,
    [datetime] $At = '02:00',
    [string] $TaskName = 'Nightly backup of the Managed HSMs',
    [string] $LogPath = "$env:ProgramData\MhsmBackup\nightly.log"
)

$ErrorActionPreference = 'Stop'
$script = [System.IO.Path]::Combine($PSScriptRoot, 'Backup-HsmFleet.ps1')
if (-not [System.IO.File]::Exists($script)) { throw "Backup-HsmFleet.ps1 is not beside this script: $script" }

# -Command and not -File: with -File a list of names would come as one string. Quotes that are doubled stay what they are.
$quoted = { "'" + ($args[0] -replace "'", "''") + "'" }
$names = ($HsmName | ForEach-Object { & $quoted $_ }) -join ', '
$command = "& $(& $quoted $script) -HsmName $names -ContainerUri $(& $quoted $ContainerUri) -ClientId $ClientId -TenantId $TenantId -CertificateThumbprint $CertificateThumbprint *>> $(& $quoted $LogPath)"

# The shell that registers the task runs it.
$shell = [System.Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
$action = New-ScheduledTaskAction -Execute $shell -Argument "-NoLogo -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -Command `"$command`""
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -ExecutionTimeLimit 04:00:00
# A built-in account that has no password and reads the keys of the machine's store.
$principal = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\SYSTEM' -LogonType ServiceAccount
if ($PSCmdlet.ShouldProcess($TaskName, 'Register a scheduled task')) {
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($LogPath))
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings -Principal $principal -Force
}
