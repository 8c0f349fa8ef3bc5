using MhsmBackup.Emulator.Faults;
using MhsmBackup.Rehearsal;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Processes;

/// <summary>A script in a process where nobody is there: its exit code is the truth, and what fails ends it.</summary>
public sealed class ExitCodeTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Backup = "Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS -AccessToken $env:TEST_TOKEN -Wait";

    [Fact]
    public async Task A_backup_that_succeeds_is_an_exit_code_of_zero()
    {
        (int exitCode, string output, string errors) = await RunAsync(Backup);
        Assert.Equal((0, string.Empty), (exitCode, errors));
        Assert.Contains("went on", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_fails_is_an_exit_code_of_one()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = "ResourceNotFound" });
        (int exitCode, string output, string errors) = await RunAsync(Backup);
        Assert.Equal(1, exitCode);
        Assert.Contains("failed", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("went on", output, StringComparison.Ordinal);
    }

    // PowerShell itself asks for a parameter that is missing; where nobody answers, that is an error.
    [Theory]
    [InlineData("Restore-MhsmKey")]
    [InlineData("Wait-MhsmJob")]
    [InlineData("Wait-MhsmJob -HsmName contoso-hsm")]
    [InlineData("Get-MhsmJob -HsmName contoso-hsm")]
    [InlineData("Connect-Mhsm -Credential $null")]
    public async Task A_parameter_that_is_missing_ends_the_script_and_waits_for_nobody(string script)
    {
        (int exitCode, string output, string errors) = await RunAsync(script);
        Assert.Equal((1, string.Empty), (exitCode, output));
        Assert.NotEmpty(errors);
    }

    // A full restore asks first, and a host that cannot ask gets no restore.
    [Fact]
    public async Task A_restore_without_Force_ends_the_script_before_anything_is_sent()
    {
        (int exitCode, string output, _) = await RunAsync("Start-MhsmRestore $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -BackupFolder mhsm-contoso-hsm-2020083120161860 -SasToken $env:TEST_READ_SAS -AccessToken $env:TEST_TOKEN");
        Assert.Equal((1, string.Empty), (exitCode, output));
        Assert.Empty(Emulator.Requests.All);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string script) => EngineProcess.EndOfPlainAsync(
        $"$ErrorActionPreference = 'Stop'\nImport-Module $env:TEST_MODULE\n{script}\n'went on'",
        ("TEST_MODULE", ModulePath.Find()),
        ("TEST_HSM", Hsm.Uri.AbsoluteUri),
        ("TEST_CONTAINER", Container.Uri.AbsoluteUri),
        ("TEST_SAS", Container.Sas("crdw")),
        ("TEST_READ_SAS", Container.Sas("rl")),
        ("TEST_TOKEN", Token));
}
