using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Jobs;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Tests.Client;

/// <summary>An HSM whose answers are written down beforehand, and which keeps every request.</summary>
internal sealed class ScriptedHsm : HttpMessageHandler
{
    public const string JobId = "4c9e342c12844c3f96f44e5c67cbd92d";
    public const string Sas = "sv=2025-01-05&sr=c&sp=rcwdl&se=2099-01-01T00:00:00Z&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D";

    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> _answers = new();

    public List<SeenRequest> Requests { get; } = [];

    public ScriptedHsm Then(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(_ => Answer(status, body, headers));
        return this;
    }

    public ScriptedHsm Then(Exception exception)
    {
        _answers.Enqueue(_ => throw exception);
        return this;
    }

    /// <summary>A client of this HSM that retries at once.</summary>
    public ManagedHsmBackupClient Client(string address = "contoso-hsm", TokenCredential? credential = null, string apiVersion = "7.6") => new(
        ManagedHsmAddress.Parse(address),
        credential ?? new CountingCredential(),
        new ManagedHsmClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(2), ApiVersion = ManagedHsmApiVersion.Parse(apiVersion) },
        new HttpClientTransport(new HttpClient(this, disposeHandler: false)),
        TimeProvider.System);

    public static StorageAccess Storage(string folder = "", SasPurpose purpose = SasPurpose.Backup) => StorageAccess.WithSas(
        ContainerAddress.Parse("https://contosobackup.blob.core.windows.net/hsm" + folder, out _),
        SasToken.Parse(SecureText.Protect(Sas)),
        purpose,
        DateTime.UtcNow);

    public static string Job(string status, string? details = null, string? error = "{\"code\":null,\"message\":null,\"innererror\":null}", long? end = null, string? uri = null) =>
        $$"""
        {"status":"{{status}}","statusDetails":{{Quoted(details)}},"error":{{error ?? "null"}},"startTime":1612565596,
         "endTime":{{(end?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null")}},"jobId":"{{JobId}}","azureStorageBlobContainerUri":{{Quoted(uri)}}}
        """;

    public static MhsmJob Known(MhsmOperation operation = MhsmOperation.Backup) =>
        new() { Operation = operation, HsmName = "contoso-hsm", HsmUri = new Uri("https://contoso-hsm.managedhsm.azure.net/"), JobId = JobId };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(new SeenRequest(request.Method.Method, request.RequestUri!, body, request.Headers.Authorization?.ToString(), request.Headers.ExpectContinue == true));
        return _answers.Count > 0 ? _answers.Dequeue()(request) : throw new InvalidOperationException("The script has no further answer.");
    }

    private static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}

/// <summary>A request as the HSM saw it.</summary>
internal sealed record SeenRequest(string Method, Uri Uri, string? Body, string? Authorization, bool AsksBeforeBody);

/// <summary>Gives a new token at every call and counts them.</summary>
internal sealed class CountingCredential : TokenCredential
{
    public List<TokenRequestContext> Calls { get; } = [];

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Calls.Add(requestContext);
        return new AccessToken($"token-{Calls.Count}", DateTimeOffset.UtcNow.AddHours(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
