#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Get-MhsmJob, before anything is sent' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses the job id <_>' -ForEach '123', 'backup', '4c9e342c12844c3f96f44e5c67cbd92d/pending' {
        Get-MhsmJob -HsmName contoso-hsm -JobId $_ -Operation Backup -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be InvalidJobId
    }

    It 'refuses an object that is no job' {
        Get-Item $PSScriptRoot | Get-MhsmJob -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be InvalidJob
    }

    It 'completes the operations' {
        $text = 'Get-MhsmJob -Operation S'
        (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Contain SelectiveKeyRestore
    }
}

Describe 'Get-MhsmJob' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        $script:backup = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
    }

    It 'finds a job by HSM, job id and operation alone' {
        $job = Get-MhsmJob -HsmName $servers.contoso -JobId $backup.JobId -Operation Backup
        $job.Status | Should -Be Succeeded
        $job.BackupUri | Should -Be $backup.BackupUri
        $job.StartTime.Kind | Should -Be Utc
    }

    It 'takes a job back from <Form>' -ForEach @(
        @{ Form = 'clixml'; Trip = { param($job, $folder) $file = Join-Path $folder job.xml; $job | Export-Clixml $file; Import-Clixml $file } }
        @{ Form = 'JSON'; Trip = { param($job) $job | ConvertTo-Json | ConvertFrom-Json } }
        @{ Form = 'CSV'; Trip = { param($job, $folder) $file = Join-Path $folder job.csv; $job | Export-Csv $file -NoTypeInformation; Import-Csv $file } }
        @{ Form = 'Select-Object'; Trip = { param($job) $job | Select-Object HsmName, HsmUri, JobId, Operation } }
        @{ Form = 'another process'; Trip = { param($job) Start-Job { $input } -InputObject $job | Receive-Job -Wait -AutoRemoveJob } }
    ) {
        $returned = & $Trip $backup $TestDrive
        $job = $returned | Get-MhsmJob
        $job.JobId | Should -Be $backup.JobId
        $job.Status | Should -Be Succeeded
        $job.BackupFolder | Should -Be $backup.BackupFolder
    }

    It 'lists the jobs of the session' {
        @(Get-MhsmJob | Where-Object JobId -EQ $backup.JobId).Count | Should -Be 1
    }

    It 'says that the HSM knows no such job' {
        Get-MhsmJob -HsmName $servers.contoso -JobId $backup.JobId -Operation Restore -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be JobNotFound
        $problem[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'fits its table into 120 columns and cuts nothing off' {
        $lines = ($backup | Format-Table | Out-String -Width 120) -split '\r?\n'
        $lines | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
        ($lines -join '') | Should -Match $backup.JobId
        (($lines | ForEach-Object { $_.Trim() }) -join '') -replace '\s' | Should -Match $backup.BackupFolder
    }

    It 'shows every property in its list' {
        $list = $backup | Format-List | Out-String -Width 200
        foreach ($property in $backup.PSObject.Properties.Name) { $list | Should -Match "(?m)^$property\s*:" }
    }
}
