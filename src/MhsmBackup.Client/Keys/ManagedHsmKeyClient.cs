using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Service;
using MhsmBackup.Service.Transport;
using MhsmBackup.Service.Wire;

namespace MhsmBackup.Keys;

/// <summary>The keys of one HSM over its REST API.</summary>
public sealed class ManagedHsmKeyClient : IManagedHsmKeyClient
{
    private readonly HttpPipeline _pipeline;
    private readonly string _apiVersion;

    internal ManagedHsmKeyClient(ManagedHsmAddress address, TokenCredential credential, ManagedHsmClientOptions options, HttpPipelineTransport transport)
    {
        Address = address;
        _apiVersion = options.ApiVersion.Text;
        _pipeline = HsmPipeline.Build(address, credential, transport, options);
    }

    /// <inheritdoc/>
    public ManagedHsmAddress Address { get; }

    /// <inheritdoc/>
    public Task<ManagedHsmKey?> FindAsync(string keyName, string? version = null, CancellationToken cancellationToken = default) =>
        FindAsync(KeyRequest.Read(ManagedHsmKeyName.Parse(keyName), version), cancellationToken);

    /// <inheritdoc/>
    public Task<ManagedHsmKey?> FindDeletedAsync(string keyName, CancellationToken cancellationToken = default) =>
        FindAsync(KeyRequest.ReadDeleted(ManagedHsmKeyName.Parse(keyName)), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ManagedHsmKey>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(KeyRequest.List(), cancellationToken).ConfigureAwait(false)).Select(key => key with { Version = null })];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ManagedHsmKey>> ListVersionsAsync(string keyName, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ListAsync(KeyRequest.ListVersions(ManagedHsmKeyName.Parse(keyName)), cancellationToken).ConfigureAwait(false);
        }
        catch (MhsmServiceException e) when (e.Status == 404)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ManagedHsmKey>> ListDeletedAsync(CancellationToken cancellationToken = default) =>
        [.. (await ListAsync(KeyRequest.ListDeleted(), cancellationToken).ConfigureAwait(false)).Select(key => key with { Version = null })];

    /// <inheritdoc/>
    public Task<bool> PurgeAsync(string keyName, CancellationToken cancellationToken = default) =>
        DoAsync(KeyRequest.Purge(ManagedHsmKeyName.Parse(keyName)), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RecoverAsync(string keyName, CancellationToken cancellationToken = default) =>
        DoAsync(KeyRequest.Recover(ManagedHsmKeyName.Parse(keyName)), cancellationToken);

    private async Task<ManagedHsmKey?> FindAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        using HttpMessage message = await SendAsync(request, next: null, cancellationToken).ConfigureAwait(false);
        if (message.Response.Status == 404) return null;
        return KeyReader.Read(Demand(Parse(message, WireJson.Default.KeyBody), message));
    }

    private async Task<IReadOnlyList<ManagedHsmKey>> ListAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        var keys = new List<ManagedHsmKey>();
        Uri? next = null;
        do
        {
            using HttpMessage message = await SendAsync(request, next, cancellationToken).ConfigureAwait(false);
            if (message.Response.Status == 404) throw KeyRefusal.Read(Address.Name, request, message.Response, TokenClaims.Of(message.Request));
            KeyListBody page = Demand(Parse(message, WireJson.Default.KeyListBody), message);
            foreach (KeyBody body in page.Value ?? []) keys.Add(KeyReader.Read(body));
            next = NextOf(page, message);
        }
        while (next is not null);

        return keys;
    }

    private async Task<bool> DoAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        using HttpMessage message = await SendAsync(request, next: null, cancellationToken).ConfigureAwait(false);
        return message.Response.Status != 404;
    }

    // 404 is left to the caller: for a look it is an answer.
    private async Task<HttpMessage> SendAsync(KeyRequest request, Uri? next, CancellationToken cancellationToken)
    {
        HttpMessage message = _pipeline.CreateMessage();
        try
        {
            message.Request.Method = request.Method;
            message.Request.Uri.Reset(next ?? new Uri(Address.Uri, request.Path));
            if (next is null) message.Request.Uri.AppendQuery("api-version", _apiVersion);
            message.Request.Headers.Add("Accept", "application/json");
            await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
            bool isAnswer = message.Response.Status is (>= 200 and < 300) or 404;
            return isAnswer ? message : throw KeyRefusal.Read(Address.Name, request, message.Response, TokenClaims.Of(message.Request));
        }
        catch (Exception e)
        {
            message.Dispose();
            if (e is MhsmException || cancellationToken.IsCancellationRequested) throw;
            throw HsmFailure.Known(e) ?? HsmFailure.Unreachable(Address, e);
        }
    }

    private static T? Parse<T>(HttpMessage message, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(message.Response.Content.ToMemory().Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private T Demand<T>(T? body, HttpMessage message) where T : class => body ?? throw Unreadable(message.Response);

    // The next page is asked of the same HSM alone: its address goes with a token.
    private Uri? NextOf(KeyListBody page, HttpMessage message)
    {
        if (string.IsNullOrEmpty(page.NextLink)) return null;
        return Uri.TryCreate(Address.Uri, page.NextLink, out Uri? next) && next.Scheme == Address.Uri.Scheme && next.Authority.Equals(Address.Uri.Authority, StringComparison.OrdinalIgnoreCase)
            ? next
            : throw Unreadable(message.Response);
    }

    private MhsmException Unreadable(Response response) => new(
        MhsmErrorId.UnreadableAnswer,
        $"{Address.Name} answered {response.Status} with a body that is no key and no list of keys: {JobReader.Excerpt(response.Content.ToString())}");
}
