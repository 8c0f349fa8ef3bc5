#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

# The other samples, and more of this one, are run by the tests of dotnet test; here the scripts meet PowerShell's own cmdlets.
Describe 'Backup-HsmFleet.ps1' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        $script:manifest = Import-BuiltModule
        $env:AZURE_TENANT_ID = $servers.tenant
        $env:AZURE_CLIENT_ID = $servers.clientId
        $env:AZURE_CLIENT_SECRET = $servers.clientSecret
        $script:sample = Join-Path $PSScriptRoot '../../samples/Backup-HsmFleet.ps1'
    }

    AfterAll { Remove-Item Env:AZURE_TENANT_ID, Env:AZURE_CLIENT_ID, Env:AZURE_CLIENT_SECRET }

    It 'backs up two HSMs, writes the report and exits with 0' {
        $output = Invoke-NewShell "Import-Module '$manifest'; & '$sample' '$($servers.contoso)', '$($servers.fabrikam)' '$($servers.container)' -ReportPath '$TestDrive/report.html'" | Out-String -Width 160
        $output = $output -replace '\x1b\[[\d;]*m'
        $LASTEXITCODE | Should -Be 0 -Because $output
        [regex]::Matches($output, 'Backup +Succeeded').Count | Should -Be 2
        "$TestDrive/report.html" | Should -FileContentMatch 'fabrikam-hsm'
    }

    It 'tells the webhook of a bad night, keeps its address to itself, and exits with 1' {
        $listener = New-Object System.Net.Sockets.TcpListener ([System.Net.IPAddress]::Loopback), 0
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $output = Invoke-NewShell "Import-Module '$manifest'; & '$sample' '$($servers.contoso)', no_hsm '$($servers.container)' -ReportPath '$TestDrive/report.html' -AlertUri 'http://127.0.0.1:$port/?sig=a-secret' -Verbose" | Out-String -Width 160
        $output = $output -replace '\x1b\[[\d;]*m'
        $LASTEXITCODE | Should -Be 1
        [regex]::Matches($output, 'Backup +Succeeded').Count | Should -Be 1
        $output | Should -Match 'The alert could not be sent'
        $output | Should -Match 'problem\(s\) with the backups of'
        $output | Should -Not -Match 'a-secret'
    }
}

Describe 'Register-HsmBackupTask.ps1' -Tag Unit {
    It 'registers nothing with -WhatIf, and names the script beside it' -Skip:(-not (Get-Command Register-ScheduledTask -ErrorAction Ignore)) {
        $parameters = @{
            HsmName = 'hsm-eu'; ContainerUri = 'https://contosobackup.blob.core.windows.net/hsm'; ClientId = [guid]::NewGuid()
            TenantId = 'contoso.onmicrosoft.com'; CertificateThumbprint = '0123456789ABCDEF0123456789ABCDEF01234567'
        }
        & "$PSScriptRoot/../../samples/Register-HsmBackupTask.ps1" @parameters -TaskName 'Not to be there' -WhatIf
        Get-ScheduledTask 'Not to be there' -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
