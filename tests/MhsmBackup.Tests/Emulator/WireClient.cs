using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Tests.Emulator;

/// <summary>Speaks the wire itself: any name leads to this machine, and the emulator's authority is the only one trusted.</summary>
internal sealed class WireClient : IDisposable
{
    public const string Version = "7.6";

    private readonly HttpClient client;

    public WireClient(ManagedHsmEmulator emulator, Uri hsm, string? token)
    {
        X509Certificate2 authority = X509Certificate2.CreateFromPem(emulator.CaCertificatePem);
        SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancellation) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { authority },
        };
        client = new HttpClient(handler) { BaseAddress = hsm, Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? version = Version)
    {
        string query = version is null ? "" : (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "api-version=" + version;
        using HttpRequestMessage request = new(method, path + query) { Content = body is null ? null : JsonContent.Create(body) };
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Dictionary<string, string> headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, headers, text);
    }

    public Task<Answer> GetAsync(string path, string? version = Version) => SendAsync(HttpMethod.Get, path, null, version);

    public Task<Answer> PostAsync(string path, object? body = null, string? version = Version) => SendAsync(HttpMethod.Post, path, body, version);

    public Task<Answer> PutAsync(string path, object? body = null, string? version = Version) => SendAsync(HttpMethod.Put, path, body, version);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Reads a job's status once it has ended.</summary>
    public async Task<Answer> EndOfAsync(EmulatedHsm hsm, Answer start, string operation)
    {
        Assert.Equal(202, start.Status);
        string id = start.Json["jobId"]!.GetValue<string>();
        await hsm.FindJob(id)!.Completion.WaitAsync(TestContext.Current.CancellationToken);
        return await GetAsync($"/{operation}/{id}/pending");
    }

    public void Dispose() => client.Dispose();
}

/// <summary>An answer of the wire.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string? this[string member] => Json[member]?.ToString();

    public string? ErrorCode => Json["error"]?["code"]?.ToString();

    public string? InnerErrorCode => Json["error"]?["innererror"]?["code"]?.ToString();
}
