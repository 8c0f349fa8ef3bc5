#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Start-MhsmBackup, before anything is sent' -Tag Unit {
    BeforeAll {
        $script:manifest = Import-BuiltModule
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
        $expiry = [DateTime]::UtcNow.AddDays(2).ToString('yyyy-MM-ddTHH:mm:ssZ')
        $script:sas = "sv=2025-01-05&sr=c&sp=crdw&se=$expiry&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D"
    }

    It 'refuses <Case> with <Expected>' -ForEach @(
        @{ Case = 'a bad name'; Expected = 'InvalidHsmName'; Hsm = 'contoso_hsm'; Change = '' }
        @{ Case = 'plain http'; Expected = 'InvalidHsmUri'; Hsm = 'http://contoso-hsm.managedhsm.azure.net'; Change = '' }
        @{ Case = 'a SAS without write'; Expected = 'SasTokenLacksPermission'; Hsm = 'contoso-hsm'; Change = 'sp=crdw', 'sp=crd' }
        @{ Case = 'an expired SAS'; Expected = 'SasTokenExpired'; Hsm = 'contoso-hsm'; Change = 'se=[^&]+', 'se=2020-01-01' }
        @{ Case = 'a SAS of a blob'; Expected = 'SasTokenForOtherResource'; Hsm = 'contoso-hsm'; Change = 'sr=c', 'sr=b' }
        @{ Case = 'a SAS without a signature'; Expected = 'InvalidSasToken'; Hsm = 'contoso-hsm'; Change = '&sig=.*', '' }
    ) {
        $token = if ($Change) { $sas -replace $Change } else { $sas }
        $job = Start-MhsmBackup $Hsm -ContainerUri $container -SasToken $token -ErrorAction SilentlyContinue -ErrorVariable problem
        $job | Should -BeNullOrEmpty
        $problem[0] | Get-ErrorId | Should -Be $Expected
        $problem[0].ToString() | Should -Not -Match 'c2VjcmV0'
    }

    It 'can be caught when -ErrorAction is Stop' {
        { Start-MhsmBackup 'contoso_hsm' -ContainerUri $container -SasToken $sas -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHsmName*'
    }

    It 'says with -WhatIf what it would do, and does not do it' {
        Start-MhsmBackup contoso-hsm -ContainerUri $container -SasToken $sas -WhatIf | Should -BeNullOrEmpty
    }

    It 'takes the parameters of Backup-AzKeyVault and of az by their own names' {
        {
            Start-MhsmBackup -HsmName contoso-hsm -StorageContainerUri $container -SasToken $sas -WhatIf -ErrorAction Stop
            Start-MhsmBackup -HsmName contoso-hsm -StorageAccountName contosobackup -StorageContainerName hsm -UseUserManagedIdentity -WhatIf -ErrorAction Stop
            Start-MhsmBackup -Id https://contoso-hsm.managedhsm.azure.net -StorageResourceUri $container -StorageContainerSasToken $sas -WhatIf -ErrorAction Stop
        } | Should -Not -Throw
    }
}

Describe 'Start-MhsmBackup' -Tag EndToEnd {
    BeforeAll {
        $script:manifest = Import-BuiltModule
        $script:servers = Connect-TestServer
    }

    It 'starts a backup with a SAS, and the backup is in the storage account' {
        $started = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas
        $started.Status | Should -Be InProgress
        $job = $started | Wait-MhsmJob
        $job.Status | Should -Be Succeeded
        Invoke-TestServer 'Get-StorageFolder $container -SasToken $restoreSas' | Should -Contain $job.BackupFolder
    }

    It 'takes a SecureString, and a URI that carries the SAS' {
        $secure = New-Object securestring
        $servers.backupSas.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
        (Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $secure -Wait).Status | Should -Be Succeeded
        $job = Start-MhsmBackup $servers.contoso -ContainerUri "$($servers.container)?$($servers.backupSas)" -Wait
        $job.BackupUri | Should -Be "$($servers.container)/$($job.BackupFolder)"
    }

    It 'backs up a fleet with the managed identity' {
        $jobs = @($servers.contoso, $servers.fabrikam | Start-MhsmBackup -ContainerUri $servers.container -UseManagedIdentity | Wait-MhsmJob)
        $jobs.Status | Should -Be Succeeded, Succeeded
        $jobs.HsmName | Sort-Object | Should -Be contoso-hsm, fabrikam-hsm
    }

    It 'takes what Get-AzKeyVaultManagedHsm returns' {
        $hsm = [pscustomobject] @{ Name = 'contoso-hsm'; HsmUri = $servers.contoso; Location = 'westeurope' }
        ($hsm | Start-MhsmBackup -ContainerUri $servers.container -UseManagedIdentity -Wait).Status | Should -Be Succeeded
    }

    It 'refuses a second backup on the same HSM and names the cause' {
        $first = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas
        $second = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -ErrorAction SilentlyContinue -ErrorVariable problem
        $second | Should -BeNullOrEmpty
        $problem[0] | Get-ErrorId | Should -Be OperationInProgress
        $problem[0].CategoryInfo.Category | Should -Be ResourceBusy
        ($first | Wait-MhsmJob).Status | Should -Be Succeeded
    }

    It 'fails as a job, with the reason, where the SAS is of another container' {
        $job = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.otherSas -Wait -ErrorAction SilentlyContinue -ErrorVariable problem
        $job.Status | Should -Be Failed
        $job.StatusDetails | Should -Not -BeNullOrEmpty
        $problem[0] | Get-ErrorId | Should -Be JobFailed
        $problem[0].TargetObject.JobId | Should -Be $job.JobId
    }

    It 'leaves no secret in a transcript' {
        $transcript = Join-Path $TestDrive transcript.txt
        $signature = [regex]::Match($servers.backupSas, 'sig=(?<value>[^&]+)').Groups['value'].Value
        $script = @"
            Import-Module '$manifest'
            `$sas = ConvertTo-SecureString `$env:TEST_SAS -AsPlainText -Force
            `$token = ConvertTo-SecureString `$env:TEST_TOKEN -AsPlainText -Force
            `$null = Start-Transcript '$transcript'
            Start-MhsmBackup $($servers.contoso) -ContainerUri $($servers.container) -SasToken `$sas -AccessToken `$token -Verbose -Debug -Wait
            Start-MhsmBackup contoso_hsm -ContainerUri $($servers.container) -SasToken `$sas -AccessToken `$token -Verbose
            `$Error | Format-List * -Force
            `$null = Stop-Transcript
"@
        $env:TEST_SAS = $servers.backupSas
        $env:TEST_TOKEN = $servers.token
        try { $output = Invoke-NewShell $script | Out-String }
        finally { Remove-Item env:TEST_SAS, env:TEST_TOKEN }
        $all = $output + (Get-Content $transcript -Raw)
        $all | Should -Match Succeeded
        $all | Should -Match InvalidHsmName
        $all.Contains($signature) | Should -BeFalse
        $all.Contains([uri]::UnescapeDataString($signature)) | Should -BeFalse
        $all.Contains($servers.token) | Should -BeFalse
    }
}
