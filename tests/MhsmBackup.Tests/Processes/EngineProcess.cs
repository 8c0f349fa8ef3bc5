using System.Diagnostics;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Processes;

/// <summary>A script in an engine of another process, which has nothing of the tests' own assemblies loaded.</summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly string _script;

    private EngineProcess(Process process, string script)
    {
        Process = process;
        _script = script;
    }

    /// <summary>The rehearsal's program, which has the engine.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "MhsmBackup.Rehearsal.dll");

    public Process Process { get; }

    public static EngineProcess Start(string script, params (string Name, string Value)[] environment) =>
        Start([Program, "--no-servers", "--no-color", "--script"], script, environment);

    /// <summary>Runs a script to its end and returns what it wrote.</summary>
    public static Task<string> RunAsync(string script, params (string Name, string Value)[] environment) => OutputOfAsync(Start(script, environment));

    /// <summary>Runs a script in the plain engine, whose own dependencies hold nothing of Azure, without the module imported.</summary>
    public static Task<string> RunPlainAsync(string script, params (string Name, string Value)[] environment) =>
        OutputOfAsync(Start([BuildFact.Of("EngineHost")], script, environment));

    /// <summary>Runs a script in the plain engine, whose host throws at every question, and tells how that ended.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> EndOfPlainAsync(string script, params (string Name, string Value)[] environment)
    {
        using EngineProcess engine = Start([BuildFact.Of("EngineHost")], script, environment);
        return await engine.EndAsync();
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
        Process.Dispose();
        File.Delete(_script);
    }

    private static EngineProcess Start(string[] program, string script, (string Name, string Value)[] environment)
    {
        string file = Path.Combine(Path.GetTempPath(), $"mhsm-test-{Guid.NewGuid():N}.ps1");
        File.WriteAllText(file, script);
        var start = new ProcessStartInfo("dotnet", [.. program, file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new EngineProcess(Process.Start(start)!, file);
    }

    private static async Task<string> OutputOfAsync(EngineProcess process)
    {
        using EngineProcess engine = process;
        (int exitCode, string output, string errors) = await engine.EndAsync();
        Assert.True(exitCode == 0, output + errors);
        return output;
    }

    private async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        Task<string> errors = Process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await Process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (Process.ExitCode, output, await errors);
    }
}
