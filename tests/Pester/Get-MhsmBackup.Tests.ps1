#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Get-MhsmBackup, before anything is sent' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses <Arguments>' -ForEach @(
        @{ Arguments = @{ SasToken = 'nonsense' }; ErrorId = 'InvalidSasToken' }
        @{ Arguments = @{ StorageAccountKey = 'nokey' }; ErrorId = 'InvalidStorageAccountKey' }
        @{ Arguments = @{ Detailed = $true; SkipCheck = $true }; ErrorId = 'SwitchConflict' }
        @{ Arguments = @{ After = [datetime]'2026-11-22'; Before = [datetime]'2026-11-21' }; ErrorId = 'InvalidTimeRange' }
    ) {
        { Get-MhsmBackup -ContainerUri https://contosobackup.blob.core.windows.net/hsm @Arguments -ErrorAction Stop } | Should -Throw -ErrorId "$ErrorId,*"
    }
}

Describe 'Get-MhsmBackup' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        $script:job = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
        $script:backup = Get-MhsmBackup $servers.container -SasToken $servers.restoreSas -HsmName contoso-hsm -Latest
    }

    It 'finds the newest backup of an HSM, and that it is complete' {
        $backup.BackupUri | Should -Be $job.BackupUri
        $backup.IsComplete | Should -BeTrue
        $backup.Time.Kind | Should -Be Utc
    }

    It 'goes into a restore after <Form>' -ForEach @(
        @{ Form = 'the pipe alone'; Trip = { param($backup) $backup } }
        @{ Form = 'clixml'; Trip = { param($backup, $folder) $file = Join-Path $folder backup.xml; $backup | Export-Clixml $file; Import-Clixml $file } }
        @{ Form = 'JSON'; Trip = { param($backup) $backup | ConvertTo-Json | ConvertFrom-Json } }
        @{ Form = 'CSV'; Trip = { param($backup, $folder) $file = Join-Path $folder backup.csv; $backup | Export-Csv $file -NoTypeInformation; Import-Csv $file } }
    ) {
        $restore = & $Trip $backup $TestDrive | Start-MhsmRestore -HsmName $servers.contoso -SasToken $servers.restoreSas -Force -Wait
        $restore.Status | Should -Be Succeeded
        $restore.BackupFolder | Should -Be $job.BackupFolder
    }

    It 'lists the newest first' {
        $times = @(Get-MhsmBackup $servers.container -SasToken $servers.restoreSas).Time
        $times | Should -Be ($times | Sort-Object -Descending)
    }

    It 'shows a row that fits 120 columns' {
        $rows = @($backup | Format-Table | Out-String -Width 120 -Stream | Where-Object { $_ -match 'contoso-hsm' })
        $rows.Count | Should -Be 1
        $rows[0] | Should -Match 'Complete'
    }
}
