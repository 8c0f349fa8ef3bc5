using System.Globalization;
using System.Text.Json;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.CommandLine;

/// <summary>One run of the emulator as a process of its own.</summary>
internal static class EmulatorRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static async Task RunAsync(EmulatorOptions options, string? caFile, bool readyJson, bool verbose, TextWriter output, CancellationToken cancellation)
    {
        // Only a secret that was made here is told: one that was given is known to who gave it.
        bool ownPrincipal = options.Principals.Count == 0;
        await using ManagedHsmEmulator emulator = await ManagedHsmEmulator.StartAsync(options, cancellation);
        string ca = Path.GetFullPath(caFile ?? (options.DataDirectory is null
            ? Path.Combine(Path.GetTempPath(), $"mhsm-emulator-{Environment.ProcessId}-ca.pem")
            : Path.Combine(options.DataDirectory, "ca.pem")));
        await File.WriteAllTextAsync(ca, emulator.CaCertificatePem + "\n", cancellation);
        if (verbose)
        {
            emulator.Requests.Recorded += request => output.WriteLine(Line(request));
        }

        EmulatorPrincipal principal = emulator.Principals.FirstOrDefault(one => one.Kind == PrincipalKind.ServicePrincipal) ?? emulator.Principals[0];
        string? secret = ownPrincipal ? principal.Secret : null;
        await output.WriteLineAsync(readyJson ? ReadyLine(emulator, ca, principal, secret) : ReadyText(emulator, ca, principal, secret));
        await output.FlushAsync(cancellation);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C or SIGTERM: the way it ends.
        }
        finally
        {
            if (caFile is null && options.DataDirectory is null)
            {
                File.Delete(ca);
            }
        }
    }

    private static string ReadyLine(ManagedHsmEmulator emulator, string ca, EmulatorPrincipal principal, string? secret) => JsonSerializer.Serialize(
        new
        {
            hsms = emulator.Hsms.Select(hsm => new { hsm.Name, hsm.Uri, hsm.LoopbackUri }),
            emulator.TokenEndpoint,
            emulator.Authority,
            emulator.SignIn.AuthorityHost,
            emulator.SignIn.IdentityEndpoint,
            emulator.SignIn.IdentityHeader,
            emulator.SignIn.MetadataHost,
            emulator.SignIn.CloudShellEndpoint,
            emulator.SignIn.PipelinesOidcRequestUri,
            emulator.SignIn.PipelinesAccessToken,
            emulator.SignIn.PipelinesIssuer,
            emulator.SignIn.GitHubRequestUrl,
            emulator.SignIn.GitHubRequestToken,
            emulator.SignIn.GitHubIssuer,
            emulator.SignIn.FederationIssuer,
            caFile = ca,
            clientId = principal.Name,
            clientSecret = secret,
            processId = Environment.ProcessId,
        },
        Json);

    private static string ReadyText(ManagedHsmEmulator emulator, string ca, EmulatorPrincipal principal, string? secret)
    {
        StringWriter text = new(CultureInfo.InvariantCulture);
        foreach (EmulatedHsm hsm in emulator.Hsms)
        {
            text.WriteLine($"{hsm.Name,-24} {hsm.Uri}  or  {hsm.LoopbackUri}");
        }

        text.WriteLine($"{"certificate to trust",-24} {ca}");
        text.WriteLine($"{"token endpoint",-24} {emulator.TokenEndpoint}");
        text.WriteLine("For clients that read the environment:");
        foreach ((string name, object value) in Variables(emulator.SignIn))
        {
            text.WriteLine($"  {name}={value}");
        }

        text.WriteLine("A token:");
        text.WriteLine($"  curl --cacert {ca} {emulator.TokenEndpoint} -d grant_type=client_credentials -d client_id={principal.Name} -d client_secret={secret ?? "<its secret>"} -d scope={Challenge.PublicResource}/.default");
        text.Write("Ready. Ctrl+C ends it.");
        return text.ToString();
    }

    private static (string Name, object Value)[] Variables(EmulatorSignIn signIn) =>
    [
        ("AZURE_AUTHORITY_HOST", signIn.AuthorityHost),
        ("IDENTITY_ENDPOINT", signIn.IdentityEndpoint),
        ("IDENTITY_HEADER", signIn.IdentityHeader),
        ("AZURE_POD_IDENTITY_AUTHORITY_HOST", signIn.MetadataHost),
        ("MSI_ENDPOINT", signIn.CloudShellEndpoint),
        ("SYSTEM_OIDCREQUESTURI", signIn.PipelinesOidcRequestUri),
        ("SYSTEM_ACCESSTOKEN", signIn.PipelinesAccessToken),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", signIn.GitHubRequestUrl),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", signIn.GitHubRequestToken),
    ];

    private static string Line(RecordedRequest request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{request.Hsm ?? "token endpoint",-24} {(request.Status == 0 ? "cut" : request.Status)} {request.Method} {request.PathAndQuery} {request.Duration.TotalMilliseconds:0} ms");
}
