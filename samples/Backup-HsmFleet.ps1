<#
.SYNOPSIS
Backs up a fleet of Managed HSMs, prunes old backups, writes the report, and raises an alert when anything went wrong.

.DESCRIPTION
One file for every place that runs something nightly: import it as an Azure Automation runbook, or let a scheduled task of
Windows or cron run it. Each HSM reads and writes the container with its own user-assigned managed identity; whoever runs the
script needs the local role Managed HSM Backup on each HSM, and Storage Blob Data Contributor on the container for the pruning
and the report.

Whatever fails, the rest is done. The backups' jobs, what was pruned and the report come out; then every problem is told to
-AlertUri, and the script ends with an error, so that the job of Azure Automation, the scheduled task or cron's mail says so too.

.PARAMETER HsmName
The HSMs: names or URLs. In the portal's form for a runbook: ["hsm-eu","hsm-us"].

.PARAMETER ContainerUri
The blob container, without a SAS.

.PARAMETER ClientId
The client id of a user-assigned managed identity, or, with -CertificateThumbprint, of an app registration. Without it the
script signs in as what the place shows: the system-assigned identity, or the environment variables AZURE_CLIENT_ID,
AZURE_TENANT_ID and AZURE_CLIENT_CERTIFICATE_PATH.

.PARAMETER TenantId
The tenant of the app registration; with -CertificateThumbprint.

.PARAMETER CertificateThumbprint
A certificate of the app registration, in the store of the user or of the machine.

.PARAMETER KeepDaily
Days of which the newest backup is kept.

.PARAMETER KeepWeekly
Weeks of which the newest backup is kept.

.PARAMETER KeepMonthly
Months of which the newest backup is kept.

.PARAMETER RecoveryPointObjective
How old the newest complete backup of an HSM may be, in the report.

.PARAMETER Timeout
How long the backups are waited for. They run on after it. A cloud job of Azure Automation ends after three hours.

.PARAMETER ReportPath
The report's file; without it a temporary one.

.PARAMETER ReportContainerUri
A container that the report is put into as well, for example of a static website. An Automation sandbox keeps no file.

.PARAMETER AlertUri
A webhook, for example of a Logic App or of Teams, that is sent {"title": "...", "text": "..."} when something went wrong. The address
is as good as a password: keep it in an encrypted variable of the Automation account with the name HsmBackupAlertUri, which is
read when the parameter is not given.

.EXAMPLE
./Backup-HsmFleet.ps1 -HsmName hsm-eu, hsm-us -ContainerUri https://contosobackup.blob.core.windows.net/hsm

.EXAMPLE
./Backup-HsmFleet.ps1 hsm-eu https://contosobackup.blob.core.windows.net/hsm -KeepDaily 30 -ReportPath /var/www/hsm.html
#>
[CmdletBinding()]
[OutputType('MhsmBackup.Jobs.MhsmJob', 'MhsmBackup.Storage.MhsmRemoval', 'System.IO.FileInfo')]
param(
    [Parameter(Mandatory, Position = 0)] [string[]] $HsmName,
    [Parameter(Mandatory, Position = 1)] [string] $ContainerUri,
    [string] $ClientId,
    [string] $TenantId,
    [string] $CertificateThumbprint,
    [ValidateRange(1, 3650)] [int] $KeepDaily = 14,
    [ValidateRange(1, 520)] [int] $KeepWeekly = 8,
    [ValidateRange(1, 120)] [int] $KeepMonthly = 12,
    [timespan] $RecoveryPointObjective = '1.06:00:00',
    [timespan] $Timeout = '02:00:00',
    [string] $ReportPath,
    [string] $ReportContainerUri,
    [string] $AlertUri
)

# Every step tells its errors itself and the next one is taken; only what is thrown here ends the script.
$ErrorActionPreference = 'Continue'
$problems = @()
if (-not $AlertUri -and (Get-Command Get-AutomationVariable -ErrorAction Ignore)) {
    $AlertUri = Get-AutomationVariable -Name HsmBackupAlertUri -ErrorAction Ignore
}

try {
    # Sign in once for all HSMs. Without an identity nothing can be done.
    $identity = @{}
    if ($CertificateThumbprint) {
        $identity = @{ ClientId = $ClientId; TenantId = $TenantId; CertificateThumbprint = $CertificateThumbprint }
    }
    elseif ($ClientId) {
        $identity = @{ ManagedIdentity = $true; ClientId = $ClientId }
    }
    $null = Connect-Mhsm @identity -ErrorAction Stop

    # Back up: all HSMs side by side. A job that failed comes out as well.
    $jobs = @($HsmName | Start-MhsmBackup -ContainerUri $ContainerUri -UseManagedIdentity -ErrorVariable refused)
    $ended = @($jobs | Wait-MhsmJob -Timeout $Timeout -ErrorVariable failed)
    $ended
    $problems += @($refused) + @($failed)

    # Prune only where tonight's backup is whole: where backups fail, the old ones are needed.
    $whole = @($ended | Where-Object Status -EQ Succeeded | ForEach-Object HsmName)
    if ($whole) {
        $retention = @{ KeepDaily = $KeepDaily; KeepWeekly = $KeepWeekly; KeepMonthly = $KeepMonthly }
        Remove-MhsmBackup $ContainerUri -HsmName $whole @retention -PassThru -Confirm:$false -ErrorVariable kept
        $problems += @($kept)
    }

    # Report on every HSM of the fleet, also on one that has no backup at all.
    if (-not $ReportPath) { $ReportPath = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), 'hsm-backups.html') }
    Get-MhsmBackup $ContainerUri -Detailed -ErrorVariable unseen |
        Export-MhsmReport -Path $ReportPath -HsmName $HsmName -RecoveryPointObjective $RecoveryPointObjective -PassThru -ErrorVariable unwritten
    $problems += @($unseen) + @($unwritten)
    if ($ReportContainerUri) {
        # A SAS for the hour, made as whoever is signed in; it goes nowhere but into this request.
        $right = New-MhsmSasToken $ReportContainerUri -For Backup -ValidFor 01:00:00 -ErrorAction Stop
        $sas = [System.Net.NetworkCredential]::new('', $right.SasToken).Password
        $request = @{
            Method = 'Put'; Uri = "$ReportContainerUri/hsm-backups.html?$sas"; InFile = $ReportPath
            Headers = @{ 'x-ms-blob-type' = 'BlockBlob' }; ContentType = 'text/html; charset=utf-8'
        }
        $null = Invoke-RestMethod @request -Verbose:$false -Debug:$false -ErrorAction Stop
    }
}
catch {
    $problems += $_
}

if ($problems) {
    $title = "$($problems.Count) problem(s) with the backups of $($HsmName -join ', ')"
    if ($AlertUri) {
        try {
            $body = ConvertTo-Json @{ title = $title; text = $problems -join [Environment]::NewLine }
            $request = @{ Method = 'Post'; Uri = $AlertUri; Body = $body; ContentType = 'application/json; charset=utf-8' }
            $null = Invoke-RestMethod @request -Verbose:$false -Debug:$false -ErrorAction Stop
        }
        catch {
            # The address would be in the error; the words that matter come next.
            Write-Warning 'The alert could not be sent to -AlertUri.'
        }
    }

    throw "$title$([Environment]::NewLine)$($problems -join [Environment]::NewLine)"
}
