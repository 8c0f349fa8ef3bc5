#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Wait-MhsmJob, before anything is sent' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses -Timeout <_>' -ForEach 0, -1, '99999999' {
        { Wait-MhsmJob -HsmName contoso-hsm -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Backup -Timeout $_ } | Should -Throw -ErrorId 'InvalidDuration*'
    }

    It 'ends at once where nothing is piped in' {
        @() | Wait-MhsmJob | Should -BeNullOrEmpty
    }
}

Describe 'Wait-MhsmJob' -Tag EndToEnd {
    BeforeAll {
        $script:manifest = Import-BuiltModule
        $script:servers = Connect-TestServer
    }

    It 'waits for several jobs and returns each as it ends' {
        $jobs = @($servers.contoso, $servers.fabrikam | Start-MhsmBackup -ContainerUri $servers.container -SasToken $servers.backupSas)
        $ended = @($jobs | Wait-MhsmJob)
        $ended.Status | Should -Be Succeeded, Succeeded
        ($ended.JobId | Sort-Object) -join ' ' | Should -Be (($jobs.JobId | Sort-Object) -join ' ')
    }

    It 'gives up after -Timeout, returns the job, and the job runs on' {
        $started = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas
        $job = $started | Wait-MhsmJob -Timeout 0.2 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be WaitTimedOut
        $problem[0].ToString() | Should -Match "-JobId $($started.JobId)"
        $job.Status | Should -Be InProgress
        ($job | Wait-MhsmJob).Status | Should -Be Succeeded
    }

    It 'returns a failed job before -ErrorAction Stop ends the pipeline' {
        $started = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.otherSas
        $seen = New-Object System.Collections.ArrayList
        { $started | Wait-MhsmJob -ErrorAction Stop | ForEach-Object { $null = $seen.Add($_) } } | Should -Throw -ErrorId 'JobFailed*'
        $seen[0].Status | Should -Be Failed
    }

    It 'waits in another process for a job that this one started' {
        $started = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas
        $env:TEST_TOKEN = $servers.token
        try {
            $script = "Import-Module '$manifest'; (Wait-MhsmJob -HsmName $($servers.contoso) -JobId $($started.JobId) -Operation Backup -AccessToken `$env:TEST_TOKEN).Status"
            Invoke-NewShell $script | Should -Be Succeeded
        }
        finally { Remove-Item env:TEST_TOKEN }
    }

    It 'returns the first of several with -Any' {
        $jobs = @($servers.contoso, $servers.fabrikam | Start-MhsmBackup -ContainerUri $servers.container -SasToken $servers.backupSas)
        @($jobs | Wait-MhsmJob -Any).Count | Should -Be 1
        @($jobs | Wait-MhsmJob).Count | Should -Be 2
    }
}
