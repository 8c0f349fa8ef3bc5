#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'New-MhsmBackupContainer, before anything is sent' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses <Arguments>' -ForEach @(
        @{ Arguments = @{ ContainerUri = 'https://contosobackup.blob.core.windows.net/No_Name' }; ErrorId = 'InvalidContainerName' }
        @{ Arguments = @{ ContainerUri = 'https://contosobackup.blob.core.windows.net/hsm'; StorageAccountKey = 'nokey' }; ErrorId = 'InvalidStorageAccountKey' }
    ) {
        { New-MhsmBackupContainer @Arguments -ErrorAction Stop } | Should -Throw -ErrorId "$ErrorId,*"
    }

    It 'sends nothing with -WhatIf' {
        New-MhsmBackupContainer https://contosobackup.blob.core.windows.net/hsm -StorageAccountKey ([Convert]::ToBase64String((1..64))) -WhatIf | Should -BeNullOrEmpty
    }
}

Describe 'New-MhsmBackupContainer' -Tag EndToEnd {
    BeforeAll { $script:servers = Connect-TestServer }

    It 'is refused with a SAS of the container, which does not show its settings' {
        New-MhsmBackupContainer $servers.container -SasToken $servers.backupSas -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0] | Get-ErrorId | Should -Be StorageAccessDenied
    }
}
