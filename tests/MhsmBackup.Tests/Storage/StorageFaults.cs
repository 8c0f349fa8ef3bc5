using System.Collections.Concurrent;
using System.Net;

namespace MhsmBackup.Tests.Storage;

/// <summary>Counts the requests to storage, and answers some itself.</summary>
internal sealed class StorageFaults(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The answer to a request: a status and storage's code; null to let it pass.</summary>
    public Func<HttpRequestMessage, (HttpStatusCode Status, string Code)?> Answer { get; set; } = _ => null;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue($"{request.Method} {request.RequestUri!.AbsolutePath}{(request.RequestUri.Query.Contains("comp=", StringComparison.Ordinal) ? "?" + request.RequestUri.Query.Split('&', '?').First(part => part.StartsWith("comp=", StringComparison.Ordinal)) : string.Empty)}");
        if (Answer(request) is not var (status, code)) return base.SendAsync(request, cancellationToken);
        var answer = new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>Scripted {code}.</Message></Error>") };
        answer.Content.Headers.ContentType = new("application/xml");
        answer.Headers.Add("x-ms-error-code", code);
        return Task.FromResult(answer);
    }
}
