#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeDiscovery {
    Import-Module $PSScriptRoot/TestServers.psm1
    $null = Import-BuiltModule
    $script:cmdlets = Get-Command -Module MhsmBackup | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestServers.psm1
    $script:manifest = Import-BuiltModule
}

Describe 'The module' -Tag Unit {
    It 'has a valid manifest' {
        $module = Test-ModuleManifest $manifest
        $module.PowerShellVersion | Should -Be '5.1'
        $module.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
    }

    It 'exports its cmdlets and nothing else' {
        $module = Get-Module MhsmBackup
        $module.ExportedCommands.Values.CommandType | Select-Object -Unique | Should -Be 'Cmdlet'
        ($module.ExportedCommands.Keys | Sort-Object) -join ' ' | Should -Be 'Connect-Mhsm Copy-MhsmBackup Disconnect-Mhsm Export-MhsmReport Format-MhsmTimeline Get-MhsmBackup Get-MhsmContext Get-MhsmJob Invoke-MhsmRestoreDrill New-MhsmBackupContainer New-MhsmSasToken Remove-MhsmBackup Restore-MhsmKey Start-MhsmBackup Start-MhsmRestore Test-MhsmBackup Test-MhsmBackupStorage Test-MhsmRestore Test-MhsmSasToken Wait-MhsmJob'
    }

    It 'is found by its name and imported by the first use of a cmdlet' {
        $folder = Split-Path -Parent (Split-Path -Parent $manifest)
        $path = $env:PSModulePath
        $env:PSModulePath = $folder + [System.IO.Path]::PathSeparator + $path
        try { $result = Invoke-NewShell "(Get-Command Wait-MhsmJob).ModuleName; (Get-Module MhsmBackup).Name; Get-MhsmJob; 'end'" }
        finally { $env:PSModulePath = $path }
        $result | Should -Be 'MhsmBackup', 'MhsmBackup', 'end'
    }

    It 'loads one assembly and none of Azure at the import' {
        $loaded = Invoke-NewShell "Import-Module '$manifest'; [AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { `$_.GetName().Name }"
        $loaded | Where-Object { $_ -like 'MhsmBackup*' } | Should -Be 'MhsmBackup'
        $loaded | Where-Object { $_ -like 'Azure.*' } | Should -BeNullOrEmpty
    }

    It 'asks nobody where nobody is, and a parameter that is missing ends the script with exit code 1' {
        $result = Invoke-NewShell "`$ErrorActionPreference = 'Stop'; Import-Module '$manifest'; Restore-MhsmKey; 'went on'"
        $LASTEXITCODE | Should -Be 1
        $result | Out-String | Should -Match KeyName
        $result | Should -Not -Contain 'went on'
    }

    It 'has an about topic' {
        Get-Help about_MhsmBackup | Out-String | Should -Match 'StartUncertain'
    }
}

Describe '<Name>' -Tag Unit -ForEach $script:cmdlets {
    It 'has an approved verb' {
        (Get-Verb).Verb | Should -Contain $Command.Verb
    }

    It 'shows its synopsis and three examples or more' {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match ([regex]::Escape("$Name ["))
        @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        Get-Help $Name -Examples | Out-String | Should -Match 'Example 3'
    }

    It 'describes every parameter' {
        $own = @($Command.Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters -and $_ -notin [System.Management.Automation.Cmdlet]::OptionalCommonParameters })
        $parameters = @((Get-Help $Name -Full).parameters | Where-Object { $_.PSObject.Properties['parameter'] } | ForEach-Object parameter)
        if ($own) { $parameters.Count | Should -BeGreaterOrEqual $own.Count }
        foreach ($parameter in $parameters) { ($parameter.description | Out-String).Trim() | Should -Not -BeNullOrEmpty -Because $parameter.name }
    }

    It 'declares what it returns' {
        $expected = switch ($Name) {
            'Disconnect-Mhsm' { $null }
            { $_ -in 'Connect-Mhsm', 'Get-MhsmContext' } { 'MhsmBackup.Identity.MhsmContext' }
            'Copy-MhsmBackup' { 'MhsmBackup.Storage.MhsmBackupCopy' }
            'Export-MhsmReport' { 'System.IO.FileInfo' }
            'Format-MhsmTimeline' { 'System.String' }
            'Get-MhsmBackup' { 'MhsmBackup.Storage.MhsmStoredBackup' }
            'Invoke-MhsmRestoreDrill' { 'MhsmBackup.Restores.MhsmRestoreDrill' }
            'New-MhsmBackupContainer' { 'MhsmBackup.Storage.MhsmBackupContainer' }
            'New-MhsmSasToken' { 'MhsmBackup.Storage.MhsmSasToken' }
            'Remove-MhsmBackup' { 'MhsmBackup.Storage.MhsmRemoval', 'MhsmBackup.Storage.MhsmRemovalPlan' }
            'Test-MhsmBackupStorage' { 'MhsmBackup.Storage.MhsmStorageCheck', 'System.Boolean' }
            'Test-MhsmSasToken' { 'MhsmBackup.Storage.MhsmSasTokenReport', 'System.Boolean' }
            { $_ -in 'Test-MhsmBackup', 'Test-MhsmRestore' } { 'MhsmBackup.Jobs.MhsmJob', 'System.Boolean' }
            default { 'MhsmBackup.Jobs.MhsmJob' }
        }
        $Command.OutputType.Name | Should -Be $expected
    }
}
