#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Export-MhsmReport' -Tag Unit {
    BeforeAll {
        $null = Import-BuiltModule
        $script:backup = Get-SampleBackup
    }

    It 'writes one page' {
        $file = $backup | Export-MhsmReport -Path TestDrive:/report.html -PassThru
        $file.FullName | Should -FileContentMatch 'contoso-hsm'
        $file.FullName | Should -FileContentMatch 'objective met'
    }

    It 'keeps a file with -NoClobber' {
        { $backup | Export-MhsmReport -Path TestDrive:/report.html -NoClobber } | Should -Throw -ErrorId 'InvalidReportPath,*'
    }
}
