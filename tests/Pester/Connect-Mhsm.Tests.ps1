#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.5' }

BeforeAll { Import-Module $PSScriptRoot/TestServers.psm1 }

Describe 'Connect-Mhsm, before anybody is asked' -Tag Unit {
    BeforeAll { $null = Import-BuiltModule }

    It 'refuses <Arguments>: <ErrorId>' -ForEach @(
        @{ Arguments = @{ ManagedIdentity = $true; ObjectId = 'x' }; ErrorId = 'InvalidManagedIdentityId' }
        @{ Arguments = @{ ManagedIdentity = $true; ResourceId = '/subscriptions/x' }; ErrorId = 'InvalidManagedIdentityId' }
        @{ Arguments = @{ DeviceCode = $true; TenantId = 'no tenant' }; ErrorId = 'InvalidTenantId' }
        @{ Arguments = @{ CertificatePath = './no-such-file.pfx'; ClientId = 'an-app'; TenantId = 'contoso.com' }; ErrorId = 'InvalidCertificate' }
        @{ Arguments = @{ CertificateThumbprint = '00'; ClientId = 'an-app'; TenantId = 'contoso.com' }; ErrorId = 'InvalidCertificate' }
        @{ Arguments = @{ FederatedTokenFile = './no-such-file'; ClientId = 'an-app'; TenantId = 'contoso.com' }; ErrorId = 'FederatedTokenFileMissing' }
        @{ Arguments = @{ ServiceConnectionId = 'x'; ClientId = 'an-app'; TenantId = 'contoso.com' }; ErrorId = 'InvalidServiceConnectionId' }
        @{ Arguments = @{ AzureCli = $true; HsmName = 'no name' }; ErrorId = 'InvalidHsmName' }
        @{ Arguments = @{ AzureCli = $true; ContainerUri = 'https://contosobackup.blob.core.windows.net/hsm?sv=2024-11-04&sig=x' }; ErrorId = 'InvalidContainerUri' }
        @{ Arguments = @{ AzureCli = $true; Cloud = 'AzureChinaCloud'; HsmName = 'contoso-hsm.managedhsm.azure.net' }; ErrorId = 'CloudMismatch' }
    ) {
        { Connect-Mhsm @Arguments } | Should -Throw -ErrorId "$ErrorId,*"
    }

    It 'takes the names that Connect-AzAccount has' {
        $parameters = (Get-Command Connect-Mhsm).Parameters
        $parameters.TenantId.Aliases | Should -Contain Tenant
        $parameters.ManagedIdentity.Aliases | Should -Contain Identity
        $parameters.ClientId.Aliases | Should -Contain ApplicationId
        $parameters.ClientId.Aliases | Should -Contain AccountId
        $parameters.DeviceCode.Aliases | Should -Contain UseDeviceAuthentication
        $parameters.Cloud.Aliases | Should -Contain Environment
    }
}

Describe 'Connect-Mhsm' -Tag EndToEnd {
    BeforeAll {
        $script:servers = Connect-TestServer
        $script:credential = New-Object pscredential $servers.clientId, (New-Object System.Net.NetworkCredential '', $servers.clientSecret).SecurePassword
    }

    AfterEach { $null = Connect-Mhsm -AccessToken $servers.token }

    It 'signs in as a service principal, and a backup runs with the defaults' {
        $context = Connect-Mhsm -Credential $credential -TenantId $servers.tenant -HsmName $servers.contoso -ContainerUri $servers.container
        $context.Account | Should -Be $servers.clientId
        $context.SignInMethod | Should -Be ClientSecret
        $context.ExpiresOn.Kind | Should -Be Utc
        (Start-MhsmBackup -SasToken $servers.backupSas -Wait).Status | Should -Be Succeeded
    }

    It 'signs in as the managed identity of the environment in a process that nobody answers' {
        $manifest = (Get-Module MhsmBackup).Path -replace 'net[0-9.]+[\\/]MhsmBackup.dll$', 'MhsmBackup.psd1'
        $env:IDENTITY_ENDPOINT = $servers.identityEndpoint
        $env:IDENTITY_HEADER = $servers.identityHeader
        try { $result = Invoke-NewShell "Import-Module '$manifest'; (Connect-Mhsm).SignInMethod; (Start-MhsmBackup '$($servers.contoso)' -ContainerUri '$($servers.container)' -SasToken '$($servers.backupSas)' -Wait).Status" }
        finally { Remove-Item Env:IDENTITY_ENDPOINT, Env:IDENTITY_HEADER }
        $result | Should -Be 'ManagedIdentity', 'Succeeded'
    }

    It 'says what was wrong with a secret, in the words of the login endpoint, and never shows it' {
        $wrong = New-Object pscredential $servers.clientId, (New-Object System.Net.NetworkCredential '', 'not-the-right-secret').SecurePassword
        { Connect-Mhsm -Credential $wrong -TenantId $servers.tenant } | Should -Throw -ErrorId 'InvalidClientCredential,*'
        $Error[0] | Out-String | Should -Match AADSTS7000215
        $Error[0] | Format-List * -Force | Out-String | Should -Not -Match 'not-the-right-secret'
    }
}
