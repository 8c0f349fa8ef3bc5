@{
    RootModule        = 'MhsmBackup.EmptyModule.dll'
    ModuleVersion     = '0.1.0'
    GUID              = '4bb6a0b8-5d3c-4a3e-9d0e-0f5f0b1f5c11'
    Author            = 'The MhsmBackup contributors'
    Description       = 'One cmdlet that does nothing: what an import costs at the least.'
    PowerShellVersion = '5.1'
    CmdletsToExport   = @('Get-Nothing')
    FunctionsToExport = @()
    VariablesToExport = @()
    AliasesToExport   = @()
}
