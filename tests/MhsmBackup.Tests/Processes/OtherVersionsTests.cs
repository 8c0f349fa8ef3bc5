using MhsmBackup.Rehearsal;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Processes;

/// <summary>Another module with other versions of the same assemblies, in one process with this one: first, or last.</summary>
public sealed class OtherVersionsTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string UseOther = "Import-Module $env:TEST_OTHER; Use-OtherAzure";

    private const string UseOurs =
        """
        Import-Module $env:TEST_MODULE
        $ErrorActionPreference = 'Stop'
        Connect-Mhsm -Credential ([pscredential]::new($env:TEST_CLIENT, [System.Net.NetworkCredential]::new('', $env:TEST_SECRET).SecurePassword)) -TenantId $env:TEST_TENANT | Out-Null
        $job = Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS -Wait
        "ours $($job.Status)"
        foreach ($a in [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ MhsmBackup | ForEach-Object Assemblies) {
            "ours $($a.GetName().Name) in MhsmBackup"
        }
        """;

    [Theory]
    [InlineData(UseOther, UseOurs)]
    [InlineData(UseOurs, UseOther)]
    public async Task Each_module_works_with_its_own_whichever_is_loaded_first(string first, string second)
    {
        string[] lines = [.. (await RunAsync(first + "\n" + second)).Split('\n').Select(line => line.Trim())];

        Assert.Contains("ours Succeeded", lines);
        Assert.Contains("ours Azure.Core in MhsmBackup", lines);
        Assert.Contains("ours Microsoft.Identity.Client in MhsmBackup", lines);
        Assert.Contains("ours System.Text.Json in MhsmBackup", lines);

        Assert.Contains($"other Azure.Core {BuildFact.Of("OtherAzureCoreVersion")}.0 in Default", lines);
        Assert.Contains($"other Azure.Identity {BuildFact.Of("OtherAzureIdentityVersion")}.0 in Default", lines);
        Assert.Contains($"other System.Text.Json {BuildFact.Of("OtherSystemTextJsonVersion")}.0 in Default", lines);
        Assert.Contains("other answer 42", lines);
    }

    private Task<string> RunAsync(string script) => EngineProcess.RunPlainAsync(
        script,
        ("TEST_MODULE", ModulePath.Find()),
        ("TEST_OTHER", BuildFact.Of("OtherModule")),
        ("TEST_HSM", Hsm.Uri.AbsoluteUri),
        ("TEST_CONTAINER", Container.Uri.AbsoluteUri),
        ("TEST_SAS", Container.Sas("crdw")),
        ("TEST_CLIENT", Administrator.ClientId),
        ("TEST_SECRET", Administrator.Secret!),
        ("TEST_TENANT", Hsm.Settings.TenantId),
        ("AZURE_AUTHORITY_HOST", Emulator.SignIn.AuthorityHost.AbsoluteUri));
}
