using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Azure.Identity;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Service.Transport;

namespace MhsmBackup.Benchmarks;

/// <summary>One process that has not imported anything: from Import-Module to the first job id.</summary>
internal static class SignInRun
{
    /// <summary>The argument that makes this program start one backup and print the milliseconds.</summary>
    public const string OnceArgument = "sign-in-once";

    /// <summary>The variable with the command that signs in.</summary>
    public const string ConnectVariable = "BENCHMARK_CONNECT";

    /// <summary>The module's own way in.</summary>
    public const string OfModule = "module";

    /// <summary>The Azure SDK's DefaultAzureCredential in the same environment; its token is given with -AccessToken.</summary>
    public const string OfChain = "chain";

    /// <summary>Starts one backup in this process.</summary>
    public static async Task OnceAsync(string way, string hsm)
    {
        using PowerShellSession session = PowerShellSession.Open();
        session.Set("hsm", hsm);
        session.Invoke("$null = Get-Module"); // the first statement's cost is the engine's
        long start = Stopwatch.GetTimestamp();
        Invoke(session, $"Import-Module '{ModulePath.Find()}'");
        if (way == OfChain) session.Set("token", await OfChainAsync());
        else Invoke(session, $"$null = {Environment.GetEnvironmentVariable(ConnectVariable)}");
        // What the job comes to is of no matter: its id is the end of the measurement.
        Invoke(session, $"$job = Start-MhsmBackup $hsm -ContainerUri https://127.0.0.1:1/account/hsm -UseManagedIdentity{(way == OfChain ? " -AccessToken $token" : string.Empty)}; if (-not $job.JobId) {{ throw 'no job' }}");
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<string> OfChainAsync()
    {
        var credential = new DefaultAzureCredential(new DefaultAzureCredentialOptions { Transport = HsmPipeline.CreateTransport(), DisableInstanceDiscovery = true });
        return (await credential.GetTokenAsync(new TokenRequestContext(["https://managedhsm.azure.net/.default"], isCaeEnabled: true))).Token;
    }

    private static void Invoke(PowerShellSession session, string script)
    {
        SessionResult result = session.Invoke(script);
        if (result.Errors.Count > 0) throw new InvalidOperationException(result.Errors[0].ToString());
    }
}
