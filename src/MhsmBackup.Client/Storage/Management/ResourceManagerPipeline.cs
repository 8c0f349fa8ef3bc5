using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Errors;
using MhsmBackup.Identity;

namespace MhsmBackup.Storage.Management;

/// <summary>Sends requests to Azure Resource Manager with an identity's token, to its own address alone.</summary>
internal sealed class ResourceManagerPipeline
{
    private readonly HttpPipeline _pipeline;
    private readonly Uri _endpoint;

    public ResourceManagerPipeline(MhsmIdentity identity, HttpPipelineTransport transport, TimeSpan retryDelay)
    {
        _endpoint = ResourceManagerEndpoint.Of(identity.Cloud);
        var options = new ResourceManagerOptions { Transport = transport };
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = retryDelay;
        // Nothing of an answer is written to event listeners: it may hold the account's keys.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.ApplicationId = "MhsmBackup";
        _pipeline = HttpPipelineBuilder.Build(options, new BearerTokenAuthenticationPolicy(identity.Credential, identity.Cloud.ResourceManagerScope));
    }

    /// <summary>The address of a resource.</summary>
    public Uri At(string path, string apiVersion) => new(_endpoint, $"{path.TrimStart('/')}?api-version={apiVersion}");

    /// <summary>The next page of a list; null behind the last one.</summary>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.UnreadableAnswer"/>: it is at another host, which gets no token.</exception>
    public Uri? Next(string? nextLink)
    {
        if (string.IsNullOrEmpty(nextLink)) return null;
        return Uri.TryCreate(_endpoint, nextLink, out Uri? uri) && uri.GetLeftPart(UriPartial.Authority).Equals(_endpoint.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            ? uri
            : throw new MhsmException(MhsmErrorId.UnreadableAnswer, $"Azure Resource Manager at {_endpoint.Authority} named a next page at another host: nothing was sent there.");
    }

    /// <summary>Sends a request without a body.</summary>
    /// <exception cref="MhsmResourceManagerException">There was no answer.</exception>
    public async Task<Response> SendAsync(RequestMethod method, Uri uri, CancellationToken cancellationToken)
    {
        using HttpMessage message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        message.Request.Headers.Add("Accept", "application/json");
        if (method == RequestMethod.Post) message.Request.Content = RequestContent.Create(Array.Empty<byte>());
        try
        {
            await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ResourceManagerFailure.Explain(e, _endpoint);
        }

        return message.Response;
    }

    /// <summary>Reads an answer's body.</summary>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.UnreadableAnswer"/>.</exception>
    public T Read<T>(Response response, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(response.Content.ToMemory().Span, type) is T body) return body;
        }
        catch (JsonException)
        {
            // A body that is not of the form may hold anything: it is not shown.
        }

        throw new MhsmException(MhsmErrorId.UnreadableAnswer, $"Azure Resource Manager at {_endpoint.Authority} answered {response.Status} with a body that is not of the form of {typeof(T).Name}.");
    }

    private sealed class ResourceManagerOptions : ClientOptions;
}
