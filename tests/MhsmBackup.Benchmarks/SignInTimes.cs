using System.Diagnostics;
using System.Globalization;
using MhsmBackup.Rehearsal.Servers;

namespace MhsmBackup.Benchmarks;

/// <summary>
/// Each way in, in new processes, beside DefaultAzureCredential in the same environment; the two take turns. Requests are
/// counted where they arrive: at the login, identity and assertion endpoints, and at the HSM.
/// </summary>
internal static class SignInTimes
{
    private const int Rounds = 5;

    /// <summary>Measures every place and prints the medians.</summary>
    public static async Task CompareAsync()
    {
        await using RehearsalServers servers = await RehearsalServers.StartAsync(configure: SignInPlace.Configure);
        servers.Emulator["contoso-hsm"].Settings.JobDuration = TimeSpan.Zero;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mhsm-benchmark-");
        try
        {
            Console.WriteLine($"From Import-Module to the first job id, {Rounds} new processes each, median milliseconds (sign-in requests + HSM requests):");
            Console.WriteLine($"  {"",-24} {"MhsmBackup",18} {"DefaultAzureCredential",24}");
            foreach (SignInPlace place in SignInPlace.All(servers.Emulator, servers.Variables["tenant"], folder.FullName)) Compare(servers, place);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(RehearsalServers servers, SignInPlace place)
    {
        var module = new List<Run?>();
        var chain = new List<Run?>();
        for (int round = 0; round < Rounds; round++)
        {
            module.Add(InNewProcess(servers, place, SignInRun.OfModule));
            if (place.Connect.Length == 0) chain.Add(InNewProcess(servers, place, SignInRun.OfChain));
        }

        Console.WriteLine($"  {place,-24} {Median(module),18} {(place.Connect.Length == 0 ? Median(chain) : "-"),24}");
    }

    private static Run? InNewProcess(RehearsalServers servers, SignInPlace place, string way)
    {
        servers.Emulator["contoso-hsm"].CurrentJob?.FinishNow();
        servers.Emulator.Requests.Clear();
        var start = new ProcessStartInfo(Environment.ProcessPath!, [SignInRun.OnceArgument, way, servers.Variables["contoso"]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[SignInRun.ConnectVariable] = place.Connect.Length == 0 ? "$true" : place.Connect;
        foreach ((string name, string value) in place.Variables) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            if (way == SignInRun.OfModule) throw new InvalidOperationException($"{place}: {errors.Result}");
            return null; // the chain has no way in here
        }

        int signIns = servers.Emulator.Requests.All.Count(request => request.Hsm is null);
        return new Run(double.Parse(output, CultureInfo.InvariantCulture), signIns, servers.Emulator.Requests.All.Count - signIns);
    }

    private static string Median(List<Run?> runs)
    {
        Run[] ended = [.. runs.OfType<Run>().OrderBy(run => run.Milliseconds)];
        if (ended.Length == 0) return "no way in";
        Run median = ended[ended.Length / 2];
        return string.Create(CultureInfo.InvariantCulture, $"{median.Milliseconds:0} ({median.SignIns} + {median.Calls})");
    }

    private sealed record Run(double Milliseconds, int SignIns, int Calls);
}
