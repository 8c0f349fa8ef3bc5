using System.Diagnostics;
using System.Globalization;
using System.Management.Automation.Runspaces;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Rehearsal.EmulatorCmdlets;
using MhsmBackup.Rehearsal.Scripts;
using MhsmBackup.Rehearsal.Servers;

namespace MhsmBackup.Rehearsal;

/// <summary>A Managed HSM backed up, lost and restored on this machine, by the module in a real PowerShell engine.</summary>
internal sealed class Rehearsal(RehearsalOptions options, StopSignals signals)
{
    private const int Stopped = 130;

    private static readonly SessionStateCommandEntry[] Commands =
    [
        .. ScriptRunner.Commands,
        new SessionStateCmdletEntry("New-EmulatorKey", typeof(NewEmulatorKeyCommand), helpFileName: null),
        new SessionStateCmdletEntry("Get-EmulatorKey", typeof(GetEmulatorKeyCommand), helpFileName: null),
        new SessionStateCmdletEntry("Remove-EmulatorKey", typeof(RemoveEmulatorKeyCommand), helpFileName: null),
        new SessionStateCmdletEntry("Reset-EmulatorHsm", typeof(ResetEmulatorHsmCommand), helpFileName: null),
        new SessionStateCmdletEntry("Get-StorageFolder", typeof(GetStorageFolderCommand), helpFileName: null),
    ];

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Ends it early; what was started is stopped all the same.</param>
    /// <returns>The exit code: 0 only if everything held; 130, as shells have it, when it was stopped.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return options.Serve ? await ServeAsync(cancellationToken) : await RunAsync(start, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.WriteLine();
            Console.WriteLine($"Rehearsal stopped after {Seconds(start)} s.");
            return Stopped;
        }
    }

    private async Task<int> RunAsync(long start, CancellationToken cancellationToken)
    {
        Console.WriteLine("Starting Azurite and two emulated HSMs ...");
        await using RehearsalServers servers = await RehearsalServers.StartAsync(cancellationToken: cancellationToken);
        using PowerShellSession session = Open(servers, options.ToHostOptions());
        using CancellationTokenRegistration stop = cancellationToken.Register(session.Stop);
        Proofs? proofs = new ScriptRunner(session).Run(await File.ReadAllTextAsync(options.Script, cancellationToken), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        int exitCode = Conclude(proofs, Seconds(start));
        if (options.Interactive) InteractivePrompt.Run(session, Console.In, Console.Out, signals);
        if (options.Keep) await KeepAsync(servers, cancellationToken);
        return exitCode;
    }

    // Nothing but lines of JSON may be written here.
    private static async Task<int> ServeAsync(CancellationToken cancellationToken)
    {
        await using RehearsalServers servers = await RehearsalServers.StartAsync(cancellationToken: cancellationToken);
        using PowerShellSession session = Open(servers, new HostOptions());
        await TestServer.RunAsync(servers, session, Console.In, Console.Out, cancellationToken);
        return 0;
    }

    private static PowerShellSession Open(RehearsalServers servers, HostOptions host)
    {
        PowerShellSession session = PowerShellSession.Open(host, ModulePath.Find(), Commands);
        session.Set(EmulatorCmdlet.Variable, servers.Emulator);
        foreach ((string name, string value) in servers.Variables) session.Set(name, value);
        return session;
    }

    private static string Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static int Conclude(Proofs? proofs, string seconds)
    {
        Console.WriteLine();
        if (proofs is null)
        {
            Console.WriteLine($"Rehearsal FAILED after {seconds} s: a command ended with an error that was not expected.");
            return 1;
        }

        if (proofs.Failed.Count > 0)
        {
            Console.WriteLine($"Rehearsal FAILED after {seconds} s: not true: {string.Join("; ", proofs.Failed)}");
            return 1;
        }

        if (proofs.Held.Count == 0)
        {
            Console.WriteLine("Rehearsal FAILED: the script proved nothing.");
            return 1;
        }

        Console.WriteLine($"Rehearsal passed: {proofs.Held.Count} proofs held in {seconds} s: backup with a SAS and with the managed identity, one key and a whole HSM lost and restored, refusals explained.");
        return 0;
    }

    private static async Task KeepAsync(RehearsalServers servers, CancellationToken cancellationToken)
    {
        Console.WriteLine();
        Console.WriteLine("The servers run until Ctrl+C. To use them, paste this into a PowerShell of your own:");
        Console.WriteLine();
        Console.WriteLine($"Import-Module '{ModulePath.Find()}'");
        foreach ((string name, string value) in servers.EnvironmentVariables) Console.WriteLine($"$env:{name} = '{value}'");
        // The secrets are those of servers that die with this process.
        foreach ((string name, string value) in servers.Variables) Console.WriteLine($"${name} = '{value}'");
        Console.WriteLine("Connect-Mhsm -Credential ([pscredential]::new($clientId, (ConvertTo-SecureString $clientSecret -AsPlainText -Force))) -TenantId $tenant");
        Console.WriteLine("Start-MhsmBackup $contoso -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped.");
        }
    }
}
