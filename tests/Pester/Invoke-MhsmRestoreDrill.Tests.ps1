#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Invoke-MhsmRestoreDrill, before anything is sent' -Tag Unit {
    BeforeAll {
        $script:manifest = Import-BuiltModule
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
    }

    It 'asks before it wipes: its impact is high' {
        $attribute = (Get-Command Invoke-MhsmRestoreDrill).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be High
        $attribute.SupportsShouldProcess | Should -BeTrue
    }

    It 'asks nobody where nobody is there, and says what to give' {
        $script = "Import-Module '$manifest'; Invoke-MhsmRestoreDrill https://contoso-hsm.localhost:9 https://contoso-drill.localhost:9 -ContainerUri $container -UseManagedIdentity -AccessToken a.b.c -ErrorAction Stop"
        $output = Invoke-NewShell "try { $script } catch { `$_.FullyQualifiedErrorId; `$_.Exception.Message }" | Out-String
        $output | Should -Match 'DrillDestinationRefused'
        $output | Should -Match '-ConfirmDestinationHsm'
        $output | Should -Not -Match 'HsmUnreachable'
    }

    It 'refuses a second name that is not the first' {
        { Invoke-MhsmRestoreDrill contoso-hsm contoso-drill -ConfirmDestinationHsm contoso-hsm -ContainerUri $container -UseManagedIdentity -ErrorAction Stop } |
            Should -Throw -ErrorId 'DrillDestinationRefused*'
    }

    It 'refuses a destination that is a source' {
        { Invoke-MhsmRestoreDrill contoso-hsm contoso-hsm -ConfirmDestinationHsm contoso-hsm -ContainerUri $container -UseManagedIdentity -ErrorAction Stop } |
            Should -Throw -ErrorId 'DrillDestinationRefused*'
    }
}
