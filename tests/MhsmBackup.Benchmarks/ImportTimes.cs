using System.Diagnostics;
using System.Globalization;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Benchmarks;

/// <summary>
/// Import-Module in processes that have not imported anything, beside that of a binary module with nothing in it. The two
/// take turns, so that what else the machine does falls on both; a benchmark library repeats in one process, where the second
/// import costs nothing.
/// </summary>
internal static class ImportTimes
{
    /// <summary>The argument that makes this program import once and print the milliseconds.</summary>
    public const string OnceArgument = "import-once";

    private const int Rounds = 20;

    /// <summary>Imports one module in this process and prints how long it took.</summary>
    public static void Once(string module)
    {
        using PowerShellSession session = PowerShellSession.Open();
        session.Invoke("$null = Get-Module"); // the first statement's cost is the engine's
        long start = Stopwatch.GetTimestamp();
        SessionResult result = session.Invoke($"Import-Module '{module}'");
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        if (result.Errors.Count > 0) throw new InvalidOperationException(result.Errors[0].ToString());
        Console.WriteLine(time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Measures both modules and prints the medians.</summary>
    public static void Compare()
    {
        string module = ModulePath.Find();
        string empty = Directory.GetFiles(SourceTree.PathOf("tests", "MhsmBackup.EmptyModule", "bin"), "MhsmBackup.EmptyModule.psd1", SearchOption.AllDirectories)[0];
        var ofModule = new List<double>();
        var ofEmpty = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            ofEmpty.Add(InNewProcess(empty));
            ofModule.Add(InNewProcess(module));
        }

        Console.WriteLine($"Import-Module, {Rounds} new processes each, milliseconds:");
        Print("an empty binary module", ofEmpty);
        Print("MhsmBackup", ofModule);
    }

    private static double InNewProcess(string module)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [OnceArgument, module]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The import ended with exit code {process.ExitCode}.");
    }

    private static void Print(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-24} median {times[times.Count / 2]:0.0}, fastest {times[0]:0.0}, slowest {times[^1]:0.0}"));
    }
}
