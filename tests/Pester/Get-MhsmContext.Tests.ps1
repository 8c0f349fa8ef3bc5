#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Get-MhsmContext' -Tag EndToEnd {
    BeforeAll { $script:servers = Connect-TestServer }

    AfterEach { $null = Connect-Mhsm -AccessToken $servers.token }

    It 'shows who is signed in, and survives JSON without a secret' {
        $null = Connect-Mhsm -AccessToken $servers.token -HsmName $servers.contoso
        $json = Get-MhsmContext | ConvertTo-Json
        ($json | ConvertFrom-Json).HsmName | Should -Be $servers.contoso
        $json | Should -Not -Match 'eyJ'
    }

    It 'is nothing after Disconnect-Mhsm, and says in the verbose stream what the environment shows' {
        Disconnect-Mhsm
        Get-MhsmContext | Should -BeNullOrEmpty
        Get-MhsmContext -Verbose 4>&1 | Should -Match 'Connect-Mhsm has not been used'
    }

    It 'is one runspace''s alone' {
        $manifest = (Get-Module MhsmBackup).Path -replace 'net[0-9.]+[\\/]MhsmBackup.dll$', 'MhsmBackup.psd1'
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$manifest'; Get-MhsmContext")
            $shell.Invoke() | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
        Get-MhsmContext | Should -Not -BeNullOrEmpty
    }
}
