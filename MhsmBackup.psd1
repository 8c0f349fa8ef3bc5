@{
    RootModule             = if ($PSEdition -eq 'Core') { 'net8.0/MhsmBackup.dll' } else { 'net472/MhsmBackup.dll' }
    ModuleVersion          = '0.1.0'
    GUID                   = 'd7a3b0f6-3b0e-4d5a-9f0a-8f5d3c1b7e42'
    Author                 = 'The MhsmBackup contributors'
    CompanyName            = 'The MhsmBackup contributors'
    Copyright              = '(c) The MhsmBackup contributors. MIT licence.'
    Description            = 'Backs up an Azure Managed HSM, restores it whole, or restores one key from a backup. Starts return job objects at once; Wait-MhsmJob waits for any number of them.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    CmdletsToExport        = @('Connect-Mhsm', 'Copy-MhsmBackup', 'Disconnect-Mhsm', 'Export-MhsmReport', 'Format-MhsmTimeline', 'Get-MhsmBackup', 'Get-MhsmContext', 'Get-MhsmJob', 'Invoke-MhsmRestoreDrill', 'New-MhsmBackupContainer', 'New-MhsmSasToken', 'Remove-MhsmBackup', 'Restore-MhsmKey', 'Start-MhsmBackup', 'Start-MhsmRestore', 'Test-MhsmBackup', 'Test-MhsmBackupStorage', 'Test-MhsmRestore', 'Test-MhsmSasToken', 'Wait-MhsmJob')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    FormatsToProcess       = @('MhsmBackup.Format.ps1xml')
    TypesToProcess         = @('MhsmBackup.Types.ps1xml')
    PrivateData            = @{
        PSData = @{
            Tags         = @('Azure', 'KeyVault', 'ManagedHSM', 'HSM', 'Backup', 'Restore', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'What is new is in CHANGELOG.md, which comes with the module.'
        }
    }
}
