#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Test-MhsmBackup, before anything is sent' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
    }

    It 'changes nothing, so it has neither -WhatIf nor -Confirm' {
        (Get-Command Test-MhsmBackup).Parameters.Keys | Should -Not -Contain WhatIf
    }

    It 'refuses -Quiet where nothing is waited for' {
        { Test-MhsmBackup contoso-hsm -ContainerUri $container -UseManagedIdentity -Quiet -Wait:$false } | Should -Throw -ErrorId 'SwitchConflict*'
    }
}

Describe 'Test-MhsmBackup' -Tag EndToEnd {
    BeforeAll { $script:servers = Connect-TestServer }

    It 'waits and says that a backup could run' {
        $check = Test-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas
        $check.Operation | Should -Be PreBackup
        $check.Passed | Should -BeTrue
        $check.CheckResult | Should -Be Pass
    }

    It 'says why a backup could not run, and gives no error' {
        $check = Test-MhsmBackup $servers.contoso -ContainerUri "$($servers.container)-of-nobody" -UseManagedIdentity -ErrorAction Stop
        $check.Passed | Should -BeFalse
        $check.CheckResult | Should -Match ResourceNotFound
    }

    It 'says true or false with -Quiet' {
        Test-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Quiet | Should -BeTrue
    }

    It 'gives jobs at once with -Wait:$false, for Wait-MhsmJob' {
        $check = Test-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait:$false | Wait-MhsmJob
        $check.Passed | Should -BeTrue
    }
}
