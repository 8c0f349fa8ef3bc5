#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Copy-MhsmBackup, before anything is sent' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:source = 'https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180860'
        $script:read = 'sv=2022-11-02&sr=c&sp=rl&se=2099-01-01T00:00:00Z&sig=x'
        $script:write = 'sv=2022-11-02&sr=c&sp=rcwl&se=2099-01-01T00:00:00Z&sig=x'
    }

    It 'refuses a destination that is the source' {
        Copy-MhsmBackup $source -SasToken $read -DestinationContainerUri https://contosobackup.blob.core.windows.net/hsm -DestinationSasToken $write -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be CopyOntoItself
    }

    It 'refuses a destination inside the source' {
        Copy-MhsmBackup $source -SasToken $read -DestinationContainerUri "$source/more" -DestinationSasToken $write -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be CopyOntoItself
    }

    It 'refuses a SAS that cannot write' {
        Copy-MhsmBackup $source -SasToken $read -DestinationContainerUri https://contosowest.blob.core.windows.net/hsm -DestinationSasToken $read -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be SasTokenLacksPermission
    }
}

Describe 'Copy-MhsmBackup' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        $script:backup = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
    }

    It 'copies as whoever is signed in, and a second time nothing' {
        $credential = New-Object pscredential $servers.clientId, (New-Object System.Net.NetworkCredential '', $servers.clientSecret).SecurePassword
        $null = Connect-Mhsm -TenantId $servers.tenant -Credential $credential
        $copy = $backup | Copy-MhsmBackup -DestinationContainerUri "$($servers.container)/copies"
        $copy.Verified | Should -BeTrue
        $copy.BlobsCopied | Should -Be $copy.BlobCount
        ($backup | Copy-MhsmBackup -DestinationContainerUri "$($servers.container)/copies").BlobsCopied | Should -Be 0
        (Get-MhsmBackup $copy.BackupUri).State | Should -Be Complete
    }

    It 'says what it would do' {
        $backup | Copy-MhsmBackup -SasToken $servers.restoreSas -DestinationContainerUri "$($servers.container)/more" -DestinationSasToken 'sv=2022-11-02&sr=c&sp=rcwl&se=2099-01-01T00:00:00Z&sig=x' -WhatIf | Should -BeNullOrEmpty
    }
}
