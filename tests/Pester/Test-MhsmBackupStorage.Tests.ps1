#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Test-MhsmBackupStorage, before anything is sent' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses the resource id <_>' -ForEach 'contosobackup', '/subscriptions/x' {
        { Test-MhsmBackupStorage https://contosobackup.blob.core.windows.net/hsm -ResourceId $_ } | Should -Throw -ErrorId 'InvalidResourceId,*'
    }
}

Describe 'Test-MhsmBackupStorage' -Tag EndToEnd {
    BeforeAll { $script:servers = Connect-TestServer }

    It 'tests a container, check by check' {
        $checks = Test-MhsmBackupStorage $servers.container -SasToken $servers.backupSas
        $checks.Count | Should -Be 19
        ($checks | Where-Object Check -EQ Write).Status | Should -Be Pass
        $checks | Where-Object Status -EQ Fail | Should -BeNullOrEmpty
    }

    It 'says true or false with -Quiet' {
        Test-MhsmBackupStorage $servers.container -SasToken $servers.backupSas -Quiet | Should -BeTrue
        Test-MhsmBackupStorage $servers.container -SasToken $servers.restoreSas -Quiet | Should -BeFalse
    }

    It 'fits its table into 120 columns' {
        $lines = (Test-MhsmBackupStorage $servers.container -SasToken $servers.backupSas -SkipWrite | Out-String -Width 120) -split '\r?\n'
        $lines | ForEach-Object { ($_ -replace '\x1b\[[0-9;]*m').TrimEnd().Length | Should -BeLessOrEqual 120 }
    }
}
