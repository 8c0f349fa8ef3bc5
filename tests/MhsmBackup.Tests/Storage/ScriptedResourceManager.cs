using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Service;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Tests.Storage;

/// <summary>An Azure Resource Manager whose answers are written down by path, and which keeps every request.</summary>
internal sealed class ScriptedResourceManager : HttpMessageHandler
{
    public const string Subscription1 = "11111111-1111-1111-1111-111111111111";
    public const string Subscription2 = "22222222-2222-2222-2222-222222222222";
    public const string AccountPath = $"/subscriptions/{Subscription2}/resourceGroups/backup-rg/providers/Microsoft.Storage/storageAccounts/contosobackup";

    private readonly Dictionary<string, Queue<(HttpStatusCode Status, string Body)>> _answers = new(StringComparer.Ordinal);

    public List<(string Method, Uri Uri, string? Authorization)> Requests { get; } = [];

    public List<TokenRequestContext> Tokens { get; } = [];

    /// <summary>Two subscriptions, the second with the account.</summary>
    public static ScriptedResourceManager WithAccount(string account = "") => new ScriptedResourceManager()
        .On("/subscriptions", $$"""{"value":[{"subscriptionId":"{{Subscription1}}"},{"subscriptionId":"{{Subscription2}}"}]}""")
        .On(Accounts(Subscription1), """{"value":[]}""")
        .On(Accounts(Subscription2), $$"""{"value":[{{(account.Length > 0 ? account : Account())}}]}""");

    public static string Accounts(string subscription) => $"/subscriptions/{subscription}/providers/Microsoft.Storage/storageAccounts";

    public static string Account(string name = "contosobackup", string properties = "") =>
        $$$"""{"id":"{{{AccountPath.Replace("contosobackup", name, StringComparison.Ordinal)}}}","name":"{{{name}}}","location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_GRS"},"properties":{{{{properties}}}}}""";

    public ScriptedResourceManager On(string pathAndMore, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        if (!_answers.TryGetValue(pathAndMore, out var queue)) _answers[pathAndMore] = queue = new();
        queue.Enqueue((status, body));
        return this;
    }

    public ResourceManagerClient Client(string? subscriptionId = null, ManagedHsmCloud? cloud = null) => new(
        new MhsmIdentity(new AzurePowerShellSignIn(GiveAsync), cloud ?? ManagedHsmCloud.Public),
        subscriptionId,
        new HttpClientTransport(new HttpClient(this, disposeHandler: false)),
        TimeSpan.FromMilliseconds(1));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri uri = request.RequestUri!;
        lock (Requests) Requests.Add((request.Method.Method, uri, request.Headers.Authorization?.ToString()));
        string key = uri.Query.Contains("page=", StringComparison.Ordinal) ? uri.PathAndQuery : uri.AbsolutePath;
        (HttpStatusCode status, string body) = _answers.TryGetValue(key, out var queue)
            ? queue.Count > 1 ? queue.Dequeue() : queue.Peek()
            : (HttpStatusCode.NotFound, """{"error":{"code":"NotFound","message":"not scripted"}}""");
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }

    private Task<Identity.Tokens.DelegatedToken> GiveAsync(string resource, string? tenantId, CancellationToken cancellationToken)
    {
        Tokens.Add(new TokenRequestContext([resource]));
        return Task.FromResult(new Identity.Tokens.DelegatedToken(Secrets.SecureText.Protect("the-token"), DateTimeOffset.UtcNow.AddHours(1)));
    }
}
