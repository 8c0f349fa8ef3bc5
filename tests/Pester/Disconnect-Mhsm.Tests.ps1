#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Disconnect-Mhsm' -Tag EndToEnd {
    BeforeAll { $script:servers = Connect-TestServer }

    AfterEach { $null = Connect-Mhsm -AccessToken $servers.token }

    It 'forgets the defaults' {
        $null = Connect-Mhsm -AccessToken $servers.token -HsmName $servers.contoso
        Disconnect-Mhsm
        Start-MhsmBackup -ContainerUri $servers.container -SasToken $servers.backupSas -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be HsmNameMissing
    }

    It 'gives no output and no error, however often' {
        Disconnect-Mhsm | Should -BeNullOrEmpty
        Disconnect-Mhsm -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
