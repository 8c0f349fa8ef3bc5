using System.Collections.Concurrent;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Tests.Storage;

/// <summary>Connections to storage whose requests are kept, and which a test may answer in storage's place.</summary>
internal sealed class CountedRequests
{
    private readonly ConcurrentQueue<string> _all = [];

    public CountedRequests() => Connections = new StorageConnections(HsmPipeline.CreateTransport(wrap: inner => new Counter(this, inner))) { RetryDelay = TimeSpan.FromMilliseconds(10) };

    public StorageConnections Connections { get; }

    /// <summary>Each as <c>GET ?restype=container&amp;comp=list…</c>.</summary>
    public IReadOnlyCollection<string> All => _all;

    /// <summary>Answers a request; null lets it through.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Answer { get; set; }

    public StorageContainer Open(TestContainerAddress container, string permissions = "rcwdl") =>
        Connections.Open(container.Address, StorageSignIn.WithSas(SasToken.Parse(MhsmBackup.Secrets.SecureText.Protect(container.Test.Sas(permissions)))));

    private sealed class Counter(CountedRequests requests, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            requests._all.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery}");
            HttpResponseMessage? answer = requests.Answer?.Invoke(request);
            if (answer is not null) answer.RequestMessage = request;
            return answer is null ? base.SendAsync(request, cancellationToken) : Task.FromResult(answer);
        }
    }
}
