#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Test-MhsmSasToken' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:rest = '&se=2099-01-01&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D'
    }

    It 'says of sp=<Permissions> that it backs up: <BackUp>, restores: <Restore>' -ForEach @(
        @{ Permissions = 'rcwd'; BackUp = $true; Restore = $false }
        @{ Permissions = 'rl'; BackUp = $false; Restore = $true }
        @{ Permissions = 'r'; BackUp = $false; Restore = $false }
    ) {
        $report = "sv=2025-01-05&sr=c&sp=$Permissions$rest" | Test-MhsmSasToken
        $report.CanBackUp | Should -Be $BackUp
        $report.CanRestore | Should -Be $Restore
        [bool] $report.Problems | Should -Be (-not ($BackUp -or $Restore))
    }

    It 'is quiet with -Quiet' {
        Test-MhsmSasToken "sv=2025-01-05&sr=c&sp=rl$rest" -For Backup -Quiet | Should -BeFalse
        Test-MhsmSasToken nonsense -Quiet -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeFalse
        $problem[0] | Get-ErrorId | Should -Be InvalidSasToken
    }

    It 'fits 120 columns, and shows no secret' {
        $report = Test-MhsmSasToken "sv=2025-01-05&sr=c&sp=rl$rest"
        $lines = @($report | Out-String -Width 120 -Stream | Where-Object { $_ -match 'AccountKey' })
        $lines.Count | Should -Be 1
        $report | Format-List * | Out-String | Should -Not -Match c2VjcmV0
    }
}
