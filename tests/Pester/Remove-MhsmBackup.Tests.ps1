#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Remove-MhsmBackup, before anything is sent' -Tag Unit {
    BeforeAll {
        $script:manifest = Import-BuiltModule
        $script:container = 'https://contosobackup.blob.core.windows.net/hsm'
    }

    It 'asks before it removes: its impact is high' {
        $attribute = (Get-Command Remove-MhsmBackup).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be High
        $attribute.SupportsShouldProcess | Should -BeTrue
    }

    It 'refuses a SAS that cannot delete' {
        Remove-MhsmBackup $container -KeepLast 1 -SasToken 'sv=2022-11-02&sr=c&sp=rl&se=2099-01-01T00:00:00Z&sig=x' -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0] | Get-ErrorId | Should -Be SasTokenLacksPermission
    }

    It 'refuses a policy that says nothing' {
        { Remove-MhsmBackup $container -KeepLast 0 -SasToken 'sv=2022-11-02&sr=c&sp=rdl&se=2099-01-01T00:00:00Z&sig=x' -Confirm:$false } | Should -Throw -ErrorId 'InvalidRetention*'
    }

    It 'applies no policy to what is piped in' {
        { [pscustomobject] @{ ContainerUri = $container } | Remove-MhsmBackup -KeepLast 1 -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound*'
    }
}

Describe 'Remove-MhsmBackup' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        $script:backup = Start-MhsmBackup $servers.contoso -ContainerUri $servers.container -SasToken $servers.backupSas -Wait
    }

    It 'refuses the SAS that the backup was made with, which cannot list, and leaves the backup' {
        $backup | Remove-MhsmBackup -SasToken $servers.backupSas -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0] | Get-ErrorId | Should -Be SasTokenLacksPermission
        Invoke-TestServer 'Get-StorageFolder $container -SasToken $restoreSas' | Should -Contain $backup.BackupFolder
    }
}
