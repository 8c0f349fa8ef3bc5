#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Format-MhsmTimeline' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:backup = Get-SampleBackup
    }

    It 'draws a row an HSM, also for one without a backup' {
        $lines = $backup | Format-MhsmTimeline -HsmName lost-hsm -Ascii -Days 14
        @($lines -match '^contoso-hsm .*#').Count | Should -Be 1
        @($lines -match '^lost-hsm .*no backup').Count | Should -Be 1
    }

    It 'refuses what is no backup' {
        [pscustomobject]@{ Name = 1 } | Format-MhsmTimeline -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be InvalidBackup
    }
}
