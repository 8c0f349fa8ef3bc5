using System.Collections;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Samples;

/// <summary>The scheduled task of Windows and the crontab of Linux: what they would run is run.</summary>
public sealed partial class ScheduleSampleTests(SecureStorageFixture fixture) : SampleTest(fixture)
{
    private const string Tasks =
        """
        $calls = @{}
        function New-ScheduledTaskAction([string] $Execute, [string] $Argument) { $calls.Action = $PSBoundParameters }
        function New-ScheduledTaskTrigger([switch] $Daily, [datetime] $At) { $calls.Trigger = $PSBoundParameters }
        function New-ScheduledTaskSettingsSet([switch] $StartWhenAvailable, [string] $MultipleInstances, [timespan] $ExecutionTimeLimit) { $calls.Settings = $PSBoundParameters }
        function New-ScheduledTaskPrincipal([string] $UserId, [string] $LogonType) { $calls.Principal = $PSBoundParameters }
        function Register-ScheduledTask([string] $TaskName, $Action, $Trigger, $Settings, $Principal, [switch] $Force) { $calls.Task = $PSBoundParameters }
        """;

    [Fact]
    public void The_task_runs_the_nightly_script_with_a_certificate_of_the_store()
    {
        using X509Store store = Store();
        try
        {
            string log = NewFile("nightly.log", string.Empty);
            Run(Tasks);
            Run($"& '{PathOf("Register-HsmBackupTask.ps1")}' -HsmName $hsm -ContainerUri $container -ClientId {SecureStorageFixture.Workflow.ClientId} -TenantId $tenant -CertificateThumbprint {SecureStorageFixture.Certificate.Thumbprint} -LogPath '{log}'");
            var calls = (Hashtable)Run("$calls").Output[0].BaseObject;
            string Given(string call, string parameter) => ((IDictionary<string, object>)calls[call]!)[parameter].ToString()!;
            Assert.Equal("Nightly backup of the Managed HSMs", Given("Task", "TaskName"));
            Assert.Equal(Environment.ProcessPath, Given("Action", "Execute"));
            Assert.Equal("NT AUTHORITY\\SYSTEM", Given("Principal", "UserId"));
            Assert.Equal("IgnoreNew", Given("Settings", "MultipleInstances"));
            Match argument = TaskArgument().Match(Given("Action", "Argument"));
            Assert.True(argument.Success, Given("Action", "Argument"));
            // The file of a redirection needs a cmdlet that the engine of the tests does not have.
            string command = argument.Groups["command"].Value;
            Assert.EndsWith($" *>> '{log}'", command, StringComparison.Ordinal);
            AssertOneBackup(Run(command.Replace($" *>> '{log}'", string.Empty, StringComparison.Ordinal)));
        }
        finally
        {
            foreach (X509Certificate2 certificate in store.Certificates.Find(X509FindType.FindByThumbprint, SecureStorageFixture.Certificate.Thumbprint, validOnly: false)) store.Remove(certificate);
        }
    }

    [Theory]
    [InlineData("-HsmName \"x'; Remove-Item /\"")]
    [InlineData("-ContainerUri 'https://a.blob.core.windows.net/hsm\"'")]
    [InlineData("-TenantId \"a'b\"")]
    [InlineData("-CertificateThumbprint abc")]
    public void Nothing_that_would_be_a_command_of_its_own_gets_into_the_task(string bad)
    {
        string good = $"-HsmName $hsm -ContainerUri $container -ClientId {SecureStorageFixture.Workflow.ClientId} -TenantId $tenant -CertificateThumbprint {SecureStorageFixture.Certificate.Thumbprint} ";
        string name = bad.Split(' ')[0];
        SessionResult result = Session.Invoke($"& '{PathOf("Register-HsmBackupTask.ps1")}' {Regex.Replace(good, name + " \\S+ ", string.Empty)} {bad}");
        Assert.StartsWith("ParameterArgumentValidationError", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cron_runs_the_nightly_script_as_the_environment_shows()
    {
        string[] lines = [.. (await File.ReadAllLinesAsync(PathOf("hsm-backup.cron"), Cancel)).Where(line => line.Length > 0 && line[0] != '#')];
        Match entry = CronEntry().Match(Assert.Single(lines, line => !Variable().IsMatch(line)));
        Assert.True(entry.Success);
        Assert.DoesNotContain('%', entry.Groups["command"].Value); // cron takes it for the end of a line
        foreach (Match variable in lines.Select(line => Variable().Match(line)).Where(match => match.Success && match.Groups["name"].Value.StartsWith("AZURE_", StringComparison.Ordinal)))
            Variables.Set(variable.Groups["name"].Value, RealValue(variable.Groups["name"].Value));
        if (!OperatingSystem.IsWindows()) await AssertShellTakesAsync(entry.Groups["command"].Value);
        AssertOneBackup(Run(PwshCommand().Match(entry.Groups["command"].Value).Groups["command"].Value
            .Replace("/opt/hsm-backup/Backup-HsmFleet.ps1", $"'{PathOf("Backup-HsmFleet.ps1")}'", StringComparison.Ordinal)
            .Replace("hsm-eu, hsm-us", Fixture.Hsm.Uri.AbsoluteUri, StringComparison.Ordinal)
            .Replace("https://contosobackup.blob.core.windows.net/hsm", Container.Uri.AbsoluteUri, StringComparison.Ordinal)));
    }

    private string RealValue(string name) => name switch
    {
        "AZURE_CLIENT_ID" => SecureStorageFixture.Workflow.ClientId,
        "AZURE_TENANT_ID" => Fixture.Tenant,
        "AZURE_CLIENT_CERTIFICATE_PATH" => NewCertificateFile(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown"),
    };

    private static async Task AssertShellTakesAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-n", "-c", command]) { RedirectStandardError = true })!;
        string errors = await shell.StandardError.ReadToEndAsync(Cancel);
        await shell.WaitForExitAsync(Cancel);
        Assert.True(shell.ExitCode == 0, errors);
    }

    private static X509Store Store()
    {
        var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        using X509Certificate2 stored = X509CertificateLoader.LoadPkcs12(SecureStorageFixture.Certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.PersistKeySet);
        store.Add(stored);
        return store;
    }

    [GeneratedRegex("^-NoLogo -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -Command \"(?<command>[^\"]*)\"$")]
    private static partial Regex TaskArgument();

    [GeneratedRegex(@"^\d+ \d+ \* \* \* (?<user>[a-z][\w-]*) (?<command>.+)$")]
    private static partial Regex CronEntry();

    [GeneratedRegex("^(?<name>[A-Z_]+)=(?<value>.*)$")]
    private static partial Regex Variable();

    [GeneratedRegex("pwsh -NoLogo -NoProfile -NonInteractive -Command \"(?<command>[^\"]*)\"")]
    private static partial Regex PwshCommand();
}
