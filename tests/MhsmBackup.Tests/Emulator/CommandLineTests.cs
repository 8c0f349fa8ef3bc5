using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.CommandLine;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Tests.Emulator;

public sealed class CommandLineTests
{
    private static readonly string[] BeyondOptions = ["drop-answer", "malformed-operation", "entra=CODE", "hsm=login", "/_emulator/hsms/NAME/lose", "/_emulator/device-codes", "SIGTERM"];

    private static readonly string[] Secrets = ["identityHeader", "pipelinesAccessToken", "gitHubRequestToken"];
    private static readonly string[] Addresses =
        ["authorityHost", "identityEndpoint", "metadataHost", "cloudShellEndpoint", "pipelinesOidcRequestUri", "gitHubRequestUrl", "federationIssuer", "pipelinesIssuer", "gitHubIssuer"];

    [Fact]
    public void All_options_reach_the_emulator()
    {
        EmulatorOptions options = EmulatorCommand.Read(EmulatorCommand.Create().Parse(
        [
            "--hsm", "contoso-hsm:8443,domain=managedhsm.azure.cn,security-domain=a", "--hsm", "contoso-2,security-domain=A", "--hsm", "fabrikam",
            "--principal", "backup:se:cret:Backup,crypto-user", "--access-token", "abc==", "--access-token", "def=backup",
            "--managed-identity", "account=a2V5", "--tenant", "t", "--challenge-resource", "https://r", "--token-port", "9", "--data", "d",
            "--job-duration", "0.5", "--retry-after", "10", "--restore-rule", "BackupAtLeast30MinutesOld", "--restore-rule-minutes", "5",
            "--restore-mode-status", "409", "--folder-digits", "14", "--fail-at-once", "--name-held", "3", "--recoverable-days", "90",
            "--fault", "drop,path=/backup", "--no-authentication",
        ]));
        Assert.Equal([("contoso-hsm", 8443, "managedhsm.azure.cn"), ("contoso-2", 0, "localhost"), ("fabrikam", 0, "localhost")], options.Hsms.Select(hsm => (hsm.Name, hsm.Port, hsm.Domain)));
        Assert.Same(options.Hsms[0].SecurityDomain, options.Hsms[1].SecurityDomain);
        Assert.Null(options.Hsms[2].SecurityDomain);
        Assert.Equal(("backup", "se:cret"), (options.Principals[0].Name, options.Principals[0].Secret));
        Assert.Equal(["Backup", "crypto-user"], options.Principals[0].Roles);
        Assert.Equal(["abc==", "def"], options.AccessTokens.Keys.Order());
        Assert.Equal(("account", "a2V5"), (options.ManagedIdentity[0].AccountName, options.ManagedIdentity[0].AccountKey));
        Assert.Equal(("t", "https://r", 9, "d"), (options.TenantId, options.ChallengeResource, options.TokenPort, options.DataDirectory));
        Assert.Equal((TimeSpan.FromSeconds(0.5), 10, 409, 14, 90), (options.JobDuration, options.RetryAfter, options.RestoreModeStatus, options.FolderDigits, options.RecoverableDays));
        Assert.Equal((RestoreRule.BackupAtLeast30MinutesOld, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(3)), (options.RestoreRule, options.RestoreRuleLength, options.NameHeldAfterPurge));
        Assert.True(options.FailAtOnce);
        Assert.False(options.AuthenticationRequired);
        Assert.Equal("/backup", Assert.Single(options.Faults).Path);
    }

    [Fact]
    public void Those_who_sign_in_are_put_together_from_their_options()
    {
        using X509Certificate2 certificate = SignInTest.NewCertificate("CN=app");
        using RSA key = certificate.GetRSAPrivateKey()!;
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem());
            EmulatorOptions options = EmulatorCommand.Read(EmulatorCommand.Create().Parse(
            [
                "--principal", "app:secret:Backup", "--user", "megan@contoso.com:Administrator,Backup", "--user", "joni@contoso.com:Backup",
                "--managed-identity-principal", "machine:Backup,system-assigned", "--managed-identity-principal", "assigned:Backup,client-id=c,resource-id=/r",
                "--certificate", "app=" + file, "--federated", "app=system:serviceaccount:n:s", "--federated", "app=repo:o/r:ref:refs/heads/main@actions-token",
                "--service-connection", "app=i", "--principal-tenant", "app=t1", "--principal-tenant", "app=t2", "--lacks-consent", "joni@contoso.com",
                "--known-tenant", "t1", "--missing-resource", "https://r", "--token-lifetime", "5", "--device-code-interval", "2",
            ]));
            Assert.Equal(["app", "megan@contoso.com", "joni@contoso.com", "machine", "assigned"], options.Principals.Select(principal => principal.Name));
            EmulatorPrincipal app = options.Principals[0];
            Assert.Equal(certificate.Thumbprint, Assert.Single(app.Certificates).Thumbprint);
            Assert.Equal([new FederatedCredential("federation", "system:serviceaccount:n:s"), new FederatedCredential("actions-token", "repo:o/r:ref:refs/heads/main")], app.FederatedCredentials);
            Assert.Equal("i", app.ServiceConnectionId);
            Assert.Equal(["t1", "t2"], app.Tenants);
            Assert.Equal([false, true], options.Principals.Where(principal => principal.Kind == PrincipalKind.User).Select(principal => principal.LacksConsent));
            Assert.Equal(["Administrator", "Backup"], options.Principals[1].Roles);
            Assert.Equal([("machine", true, null), ("c", false, "/r")], options.Principals.Where(principal => principal.Kind == PrincipalKind.ManagedIdentity).Select(principal => (principal.ClientId, principal.IsSystemAssigned, principal.ResourceId)));
            Assert.Equal(("t1", "https://r"), (Assert.Single(options.Tenants), Assert.Single(options.MissingResources)));
            Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)), (options.TokenLifetime, options.DeviceCodeInterval));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--hsm", "x")]
    [InlineData("--hsm", "login")]
    [InlineData("--hsm", "arm")]
    [InlineData("--user", "name")]
    [InlineData("--user", "name:NoRole")]
    [InlineData("--managed-identity-principal", "name:Backup,colour=red")]
    [InlineData("--certificate", "nobody=file")]
    [InlineData("--federated", "nobody=subject")]
    [InlineData("--lacks-consent", "nobody")]
    [InlineData("--token-lifetime", "0.5")]
    [InlineData("--fault", "entra=1")]
    [InlineData("--hsm", "contoso:port")]
    [InlineData("--hsm", "contoso,colour=red")]
    [InlineData("--principal", "hidden-name")]
    [InlineData("--principal", "name:hidden-secret:NoRole")]
    [InlineData("--managed-identity", "account=hidden key")]
    [InlineData("--fault", "nothing")]
    public async Task A_wrong_value_ends_it_with_a_message_that_repeats_no_secret(string option, string value)
    {
        StringWriter errors = new();
        int code = await EmulatorCommand.Create().Parse([option, value]).InvokeAsync(
            new InvocationConfiguration { Error = errors, Output = TextWriter.Null }, TestContext.Current.CancellationToken);
        Assert.Equal(1, code);
        Assert.NotEmpty(errors.ToString());
        Assert.DoesNotContain("hidden", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_tells_every_option_the_faults_and_the_control_api()
    {
        StringWriter output = new();
        RootCommand command = EmulatorCommand.Create();
        await command.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        string help = output.ToString();
        Assert.All(command.Options, option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
        Assert.All(BeyondOptions, text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_ready_line_is_one_line_of_json_and_ending_it_is_a_success()
    {
        const string key = "c3RvcmFnZS1rZXk=";
        ReadyWriter output = new();
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<int> run = EmulatorCommand.Create().Parse(["--hsm", "contoso-hsm", "--ready-json", "--managed-identity", "account=" + key])
            .InvokeAsync(new InvocationConfiguration { Output = output }, end.Token);
        string line = await output.Line.WaitAsync(TestContext.Current.CancellationToken);
        JsonNode ready = JsonNode.Parse(line)!;
        Assert.StartsWith("https://contoso-hsm.localhost:", ready["hsms"]![0]!["uri"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("https://localhost:", ready["tokenEndpoint"]!.GetValue<string>(), StringComparison.Ordinal);
        string port = new Uri(ready["tokenEndpoint"]!.GetValue<string>()).Authority;
        Assert.All(Addresses, address => Assert.Equal(port, new Uri(ready[address]!.GetValue<string>()).Authority));
        Assert.All(Secrets, secret => Assert.NotEmpty(ready[secret]!.GetValue<string>()));
        Assert.Equal("administrator", ready["clientId"]!.GetValue<string>());
        string caFile = ready["caFile"]!.GetValue<string>();
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await File.ReadAllTextAsync(caFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(key, line, StringComparison.Ordinal);
        await end.CancelAsync();
        Assert.Equal(0, await run);
        Assert.False(File.Exists(caFile));
    }

    private sealed class ReadyWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => line.Task;

        public override Task WriteLineAsync(string? value)
        {
            line.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
