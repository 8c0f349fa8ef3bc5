using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace MhsmBackup.Tests.Processes;

/// <summary>The rehearsal's process: it stops what it started on every way out, and its exit code is the truth.</summary>
public sealed class RehearsalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proof_that_does_not_hold_is_an_exit_code_of_one()
    {
        using Process rehearsal = await StartAsync("Assert-Proof 'pigs fly' { $false }");
        string output = await rehearsal.StandardOutput.ReadToEndAsync(Cancel);
        await rehearsal.WaitForExitAsync(Cancel);
        Assert.Equal(1, rehearsal.ExitCode);
        Assert.Contains("not true: pigs fly", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_proves_nothing_is_an_exit_code_of_one()
    {
        using Process rehearsal = await StartAsync("'nothing'");
        await rehearsal.StandardOutput.ReadToEndAsync(Cancel);
        await rehearsal.WaitForExitAsync(Cancel);
        Assert.Equal(1, rehearsal.ExitCode);
    }

    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 130)]
    [InlineData("-KILL", 137)]
    public async Task Azurite_ends_with_the_rehearsal(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send to another process.");
        using Process rehearsal = await StartAsync("\"azurite at $container\"\nwhile ($true) { }");
        string line;
        do line = await rehearsal.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The rehearsal has ended.");
        while (!line.StartsWith("azurite at ", StringComparison.Ordinal));
        var container = new Uri(line["azurite at ".Length..]);
        Assert.True(await ListensAsync(container));

        Process.Start("kill", [signal, rehearsal.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        await rehearsal.StandardOutput.ReadToEndAsync(Cancel);
        await rehearsal.WaitForExitAsync(Cancel);
        Assert.Equal(exitCode, rehearsal.ExitCode);
        await ClosedAsync(container);
    }

    [Fact]
    public async Task Servers_for_another_process_answer_line_by_line_and_end_with_the_input()
    {
        using Process rehearsal = Process.Start(new ProcessStartInfo("dotnet", [EngineProcess.Program, "--serve"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        JsonElement ready = await AskAsync(rehearsal, question: null);
        var container = new Uri(ready.GetProperty("container").GetString()!);
        Assert.True(await ListensAsync(container));
        await AskAsync(rehearsal, "New-EmulatorKey contoso-hsm payroll, payroll");
        JsonElement key = (await AskAsync(rehearsal, "Get-EmulatorKey contoso-hsm")).GetProperty("output")[0];
        Assert.Equal(("payroll", 2), (key.GetProperty("Key").GetString(), key.GetProperty("Versions").GetInt32()));
        Assert.Contains("Get-Nothing", (await AskAsync(rehearsal, "Get-Nothing")).GetProperty("errors")[0].GetString(), StringComparison.Ordinal);

        rehearsal.StandardInput.Close();
        await rehearsal.WaitForExitAsync(Cancel);
        Assert.Equal(0, rehearsal.ExitCode);
        Assert.False(await ListensAsync(container));
    }

    private static async Task<JsonElement> AskAsync(Process rehearsal, string? question)
    {
        if (question is not null) await rehearsal.StandardInput.WriteLineAsync(question.AsMemory(), Cancel);
        return JsonDocument.Parse(await rehearsal.StandardOutput.ReadLineAsync(Cancel) ?? throw new InvalidOperationException("The rehearsal has ended.")).RootElement;
    }

    private static async Task<Process> StartAsync(string script)
    {
        string file = Path.Combine(Path.GetTempPath(), $"mhsm-test-{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(file, script, Cancel);
        Process process = Process.Start(new ProcessStartInfo("dotnet", [EngineProcess.Program, "--no-color", "--script", file]) { RedirectStandardOutput = true })!;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => File.Delete(file);
        return process;
    }

    private static async Task<bool> ListensAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, Cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Node sees the end of its pipe a moment after the process has gone.</summary>
    private static async Task ClosedAsync(Uri address)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await ListensAsync(address)) await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
    }
}
