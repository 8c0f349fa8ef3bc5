#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'New-MhsmSasToken' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:key = [Convert]::ToBase64String((1..64))
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
    }

    It 'makes a token for a <Purpose> with <Permissions>' -ForEach @(
        @{ Purpose = 'Backup'; Permissions = 'rcwd' }
        @{ Purpose = 'Restore'; Permissions = 'rl' }
    ) {
        $token = New-MhsmSasToken $container -For $Purpose -StorageAccountKey $key
        $token.Permissions | Should -Be $Permissions
        $token.SasToken | Should -BeOfType securestring
        $token | Test-MhsmSasToken -For $Purpose -Quiet | Should -BeTrue
        ($token | Test-MhsmSasToken).Protocol | Should -Be https
    }

    It 'goes by pipe into a start that has nothing to warn of' {
        New-MhsmSasToken $container -For Backup -StorageAccountKey $key | Start-MhsmBackup contoso-hsm -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }

    It 'takes the names of Az.Storage' {
        (New-MhsmSasToken -StorageAccountName contosobackup -ContainerName hsm -AccountKey $key -For Restore -ExpiryTime '2099-01-01T00:00:00Z').ExpiresOn.Year | Should -Be 2099
    }

    It 'shows no secret in any view' {
        $token = New-MhsmSasToken $container -For Backup -StorageAccountKey $key
        $shown = ($token | Format-Table | Out-String) + ($token | Format-List * | Out-String) + "$token" + ($token | ConvertTo-Json)
        $shown | Should -Match rcwd
        $shown | Should -Not -Match 'sig='
    }

    It 'refuses <Case>' -ForEach @(
        @{ Case = 'no time'; Arguments = @{ ValidFor = 0 }; ErrorId = 'InvalidSasExpiry' }
        @{ Case = 'two ends'; Arguments = @{ ValidFor = 90000; ExpiresOn = [datetime]'2099-01-01' }; ErrorId = 'SasOptionConflict' }
        @{ Case = 'a network'; Arguments = @{ IPAddressOrRange = '10.0.0.0/8' }; ErrorId = 'InvalidIPAddressRange' }
    ) {
        { New-MhsmSasToken $container -For Backup -StorageAccountKey $key @Arguments -ErrorAction Stop } | Should -Throw -ErrorId "$ErrorId,*"
    }
}
