#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Start-MhsmRestore, before anything is sent' -Tag Unit {
    BeforeAll {
        $script:manifest = Import-BuiltModule
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
        $script:folder = 'mhsm-contoso-hsm-2026112316180860'
    }

    It 'asks before it wipes: its impact is high' {
        $attribute = (Get-Command Start-MhsmRestore).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be High
        $attribute.SupportsShouldProcess | Should -BeTrue
    }

    It 'refuses a restore that does not say from which folder' {
        Start-MhsmRestore contoso-hsm -ContainerUri $container -UseManagedIdentity -Force -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be BackupFolderMissing
    }

    It 'takes the parameters of Restore-AzKeyVault by their own names' {
        {
            Start-MhsmRestore -HsmName contoso-hsm -StorageAccountName contosobackup -StorageContainerName hsm -BackupFolder $folder -UseUserManagedIdentity -WhatIf -ErrorAction Stop
            Start-MhsmRestore -HsmName contoso-hsm -StorageContainerUri $container -BackupFolder $folder -UseUserManagedIdentity -WhatIf -ErrorAction Stop
        } | Should -Not -Throw
    }
}

Describe 'Start-MhsmRestore' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        Invoke-TestServer 'New-EmulatorKey contoso-hsm app-signing, payroll, payroll'
        $script:backup = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
    }

    It 'brings a lost HSM back from the job of a backup' {
        Invoke-TestServer 'Reset-EmulatorHsm contoso-hsm'
        Invoke-TestServer 'Get-EmulatorKey contoso-hsm' | Should -BeNullOrEmpty
        $job = $backup | Start-MhsmRestore -SasToken $servers.restoreSas -Force | Wait-MhsmJob
        $job.Status | Should -Be Succeeded
        $job.Operation | Should -Be Restore
        $keys = @(Invoke-TestServer 'Get-EmulatorKey contoso-hsm')
        $keys.Key | Should -Be app-signing, payroll
        $keys.Versions | Should -Be 1, 2
    }

    It 'restores from the backup that a file holds' {
        $file = Join-Path $TestDrive backup.xml
        $backup | Export-Clixml $file
        (Import-Clixml $file | Start-MhsmRestore -UseManagedIdentity -Force -Wait).Status | Should -Be Succeeded
    }

    It 'cannot ask where nobody is there to answer, and wipes nothing' {
        Invoke-TestServer 'New-EmulatorKey contoso-hsm made-since'
        $env:TEST_TOKEN = $servers.token
        try {
            $script = "Import-Module '$manifest'; Start-MhsmRestore $($servers.contoso) -ContainerUri '$($backup.BackupUri)' -SasToken '$($servers.restoreSas)' -AccessToken `$env:TEST_TOKEN"
            Invoke-NewShell $script | Out-String | Should -Match 'Give -Force where it is meant'
        }
        finally { Remove-Item env:TEST_TOKEN }
        (Invoke-TestServer 'Get-EmulatorKey contoso-hsm').Key | Should -Contain made-since
    }

    It 'takes a safety backup first' {
        $jobs = @($backup | Start-MhsmRestore -SasToken $servers.restoreSas -SafetyBackup -SafetySasToken $servers.backupSas -Force -Wait)
        $jobs.Operation | Should -Be Backup, Restore
        $jobs.Status | Should -Be Succeeded, Succeeded
        $jobs[0].BackupFolder | Should -Not -Be $backup.BackupFolder
    }

    It 'is refused on an HSM of another security domain, which keeps its keys' {
        Invoke-TestServer 'New-EmulatorKey fabrikam-hsm tls-root'
        Start-MhsmRestore $servers.fabrikam -ContainerUri $backup.BackupUri -SasToken $servers.restoreSas -Force -Wait -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0] | Get-ErrorId | Should -Be PreCheckFailed
        $problem[0].ToString() | Should -Match 'security domain'
        (Invoke-TestServer 'Get-EmulatorKey fabrikam-hsm').Key | Should -Be tls-root
    }

    It 'fails as a job on an HSM of another security domain where it is not checked first' {
        $job = Start-MhsmRestore $servers.fabrikam -ContainerUri $backup.BackupUri -SasToken $servers.restoreSas -SkipPreCheck -Force -Wait -ErrorAction SilentlyContinue -ErrorVariable problem
        $job.Status | Should -Be Failed
        $problem[0].ToString() | Should -Match 'security domain'
        (Invoke-TestServer 'Get-EmulatorKey fabrikam-hsm').Key | Should -Be tls-root
    }

    It 'does nothing with -WhatIf, with -Force or without' {
        Invoke-TestServer 'New-EmulatorKey contoso-hsm made-since'
        $backup | Start-MhsmRestore -SasToken $servers.restoreSas -WhatIf | Should -BeNullOrEmpty
        $backup | Start-MhsmRestore -SasToken $servers.restoreSas -Force -WhatIf | Should -BeNullOrEmpty
        (Invoke-TestServer 'Get-EmulatorKey contoso-hsm').Key | Should -Contain made-since
    }
}
