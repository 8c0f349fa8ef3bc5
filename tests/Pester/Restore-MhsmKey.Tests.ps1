#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Restore-MhsmKey, before anything is sent' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses the key name <_>' -ForEach 'a/b', 'app-*', 'https://contoso-hsm.managedhsm.azure.net/keys/a', 'a b' {
        Restore-MhsmKey contoso-hsm -KeyName $_ -ContainerUri https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180860 -UseManagedIdentity -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be InvalidKeyName
    }
}

Describe 'Restore-MhsmKey' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        Invoke-TestServer 'New-EmulatorKey contoso-hsm app-signing, app-wrapping, payroll, payroll'
        $script:backup = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
    }

    It 'brings a key back with all its versions' {
        Invoke-TestServer 'Remove-EmulatorKey contoso-hsm payroll'
        $job = $backup | Restore-MhsmKey -KeyName payroll -SasToken $servers.restoreSas -Wait
        $job.Status | Should -Be Succeeded
        $job.KeyName | Should -Be payroll
        (Invoke-TestServer 'Get-EmulatorKey contoso-hsm' | Where-Object Key -EQ payroll).Versions | Should -Be 2
    }

    It 'refuses a key that exists, says what to do, and restores the next one' {
        Invoke-TestServer 'Remove-EmulatorKey contoso-hsm app-signing'
        $jobs = @($backup | Restore-MhsmKey -KeyName app-wrapping, app-signing -SasToken $servers.restoreSas -Wait -ErrorAction SilentlyContinue -ErrorVariable problem)
        $problem[0] | Get-ErrorId | Should -Be KeyExists
        $jobs.KeyName | Should -Be app-signing
        $jobs.Status | Should -Be Succeeded
    }

    It 'takes several keys from a file of comma-separated values' {
        Invoke-TestServer 'Reset-EmulatorHsm contoso-hsm'
        $file = Join-Path $TestDrive keys.csv
        'KeyName', 'app-signing', 'app-wrapping' | Set-Content $file
        $jobs = @(Import-Csv $file | ForEach-Object { Restore-MhsmKey $servers.contoso -KeyName $_.KeyName -ContainerUri $backup.BackupUri -UseManagedIdentity -Wait })
        $jobs.Status | Should -Be Succeeded, Succeeded
        @(Invoke-TestServer 'Get-EmulatorKey contoso-hsm').Key | Should -Be app-signing, app-wrapping
    }

    It 'refuses a name that the backup does not hold, as a failed job' {
        $job = $backup | Restore-MhsmKey -KeyName no-such-key -SasToken $servers.restoreSas -Wait -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be JobFailed
        $job.Status | Should -Be Failed
    }
}
