#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Test-MhsmRestore, before anything is sent' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
    }

    It 'wipes nothing, so it asks nobody' {
        (Get-Command Test-MhsmRestore).Parameters.Keys | Should -Not -Contain Confirm
    }

    It 'refuses a check that does not say from which folder' {
        Test-MhsmRestore contoso-hsm -ContainerUri $container -UseManagedIdentity -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be BackupFolderMissing
    }
}

Describe 'Test-MhsmRestore' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        Invoke-TestServer 'New-EmulatorKey contoso-hsm app-signing'
        $script:backup = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
    }

    It 'says that the HSM could be restored, and restores nothing' {
        Invoke-TestServer 'New-EmulatorKey contoso-hsm made-since'
        $check = $backup | Test-MhsmRestore -SasToken $servers.restoreSas
        $check.Operation | Should -Be PreRestore
        $check.CheckResult | Should -Be Pass
        (Invoke-TestServer 'Get-EmulatorKey contoso-hsm').Key | Should -Contain made-since
    }

    It 'says why an HSM of another security domain could not be restored' {
        $check = Test-MhsmRestore $servers.fabrikam -ContainerUri $backup.BackupUri -SasToken $servers.restoreSas -ErrorAction Stop
        $check.Passed | Should -BeFalse
        $check.CheckResult | Should -Match 'security domain'
    }

    It 'gives an error for a backup that is not there, and false with -Quiet' {
        $result = Test-MhsmRestore $servers.contoso -ContainerUri $servers.container -BackupFolder mhsm-contoso-hsm-2020083120161860 -SasToken $servers.restoreSas -Quiet -ErrorAction SilentlyContinue -ErrorVariable problem
        $result | Should -BeFalse
        $problem[0] | Get-ErrorId | Should -Be BackupNotFound
    }
}
