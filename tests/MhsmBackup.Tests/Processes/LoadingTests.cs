using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Processes;

/// <summary>What an import and a first use load.</summary>
public sealed class LoadingTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string ListAssemblies =
        """
        foreach ($a in [AppDomain]::CurrentDomain.GetAssemblies()) {
            $c = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($a)
            "assembly $($a.GetName().Name) in $($c.Name)"
        }
        """;

    [Fact]
    public async Task Importing_the_module_loads_one_assembly_and_none_of_Azure()
    {
        string[] loaded = Assemblies(await EngineProcess.RunAsync("[void](Get-Command -Module MhsmBackup)\n" + ListAssemblies));
        Assert.Single(loaded, assembly => assembly.StartsWith("MhsmBackup", StringComparison.Ordinal) && !assembly.StartsWith("MhsmBackup.Rehearsal ", StringComparison.Ordinal));
        Assert.Contains("MhsmBackup in Default", loaded);
        Assert.DoesNotContain(loaded, assembly => assembly.StartsWith("Azure.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.Identity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_whole_backup_runs_in_a_load_context_of_its_own_and_needs_no_sign_in_library()
    {
        string output = await EngineProcess.RunAsync(
            """
            $job = Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS -AccessToken $env:TEST_TOKEN -Wait
            "status $($job.Status)"
            """ + "\n" + ListAssemblies,
            Environment());
        Assert.Contains("status Succeeded", output, StringComparison.Ordinal);
        string[] loaded = Assemblies(output);
        Assert.Contains("MhsmBackup.Client in MhsmBackup", loaded);
        Assert.Contains("Azure.Core in MhsmBackup", loaded);
        Assert.DoesNotContain("Azure.Core in Default", loaded);
        Assert.DoesNotContain(loaded, assembly => assembly.StartsWith("Azure.Identity", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.Identity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_whose_process_was_killed_is_waited_for_from_another()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        string jobId;
        using (EngineProcess engine = EngineProcess.Start(
            "Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS -AccessToken $env:TEST_TOKEN -Wait", Environment()))
        {
            await Emulator.Requests.WaitForAsync(request => request.Path == "/backup" && request.Status == 202, Cancel);
            jobId = Hsm.CurrentJob!.Id;
            engine.Process.Kill(entireProcessTree: true);
        }

        Hsm.CurrentJob!.FinishNow();
        Assert.Equal("Succeeded", RunForJob($"Wait-MhsmJob -HsmName $hsm -JobId {jobId} -Operation Backup").Status);
    }

    private static string[] Assemblies(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith("assembly ", StringComparison.Ordinal)).Select(line => line["assembly ".Length..].Trim())];

    private (string Name, string Value)[] Environment() =>
    [
        ("TEST_HSM", Hsm.Uri.AbsoluteUri),
        ("TEST_CONTAINER", Container.Uri.AbsoluteUri),
        ("TEST_SAS", Container.Sas("crdw")),
        ("TEST_TOKEN", Token),
    ];
}
