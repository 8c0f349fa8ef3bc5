#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeDiscovery {
    $script:hasPSResourceGet = [bool] (Get-Module Microsoft.PowerShell.PSResourceGet -ListAvailable)
}

Describe 'The package' -Tag Unit {
    BeforeAll {
        Import-Module $PSScriptRoot/TestServers.psm1
        $script:manifest = Import-BuiltModule
        $root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
        $script:folder = Join-Path $TestDrive packages
        $output = & dotnet pack "$root/build/MhsmBackup.Package.csproj" --nologo --verbosity quiet "-p:ModuleFolder=$(Split-Path -Parent $manifest)/" --output $folder
        if ($LASTEXITCODE -ne 0) { throw ($output -join "`n") }
    }

    It 'is found and saved from a repository, and imported by another PowerShell' -Skip:(-not $hasPSResourceGet) {
        $repository = "MhsmTest$PID"
        Register-PSResourceRepository $repository -Uri $folder -Trusted
        try {
            $found = Find-PSResource MhsmBackup -Repository $repository
            $found.Version | Should -Be (Test-ModuleManifest $manifest).Version
            $found.Tags | Should -Contain 'PSModule'
            Save-PSResource MhsmBackup -Repository $repository -Path $TestDrive/saved -TrustRepository
        }
        finally { Unregister-PSResourceRepository $repository }
        $saved = (Get-ChildItem $TestDrive/saved -Recurse -Filter MhsmBackup.psd1).FullName
        Invoke-NewShell "(Import-Module '$saved' -PassThru).ExportedCmdlets.Count" | Should -Be 20
    }

    It 'for Azure Automation holds a folder of the name of the module, which is imported' {
        Add-Type -AssemblyName System.IO.Compression.FileSystem
        [System.IO.Compression.ZipFile]::ExtractToDirectory("$folder/MhsmBackup.zip", "$TestDrive/zip")
        (Get-ChildItem $TestDrive/zip).Name | Should -Be 'MhsmBackup'
        Test-ModuleManifest $TestDrive/zip/MhsmBackup/MhsmBackup.psd1 | ForEach-Object Name | Should -Be 'MhsmBackup'
        Invoke-NewShell "(Import-Module '$TestDrive/zip/MhsmBackup' -PassThru).ExportedCmdlets.Count" | Should -Be 20
    }
}
