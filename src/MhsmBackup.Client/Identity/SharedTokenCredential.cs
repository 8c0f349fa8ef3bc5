using Azure.Core;

namespace MhsmBackup.Identity;

/// <summary>One token request for any number of HSMs of a tenant and cloud: keeps tokens until shortly before they expire.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "Lives as long as the process.")]
internal sealed class SharedTokenCredential : TokenCredential
{
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    private readonly TokenCredential _inner;
    private readonly Dictionary<string, AccessToken> _tokens = [];
    private readonly SemaphoreSlim _one = new(1, 1);

    public SharedTokenCredential(TokenCredential inner) => _inner = inner;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        string key = requestContext.TenantId + " " + string.Join(" ", requestContext.Scopes);
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Claims mean that the token at hand was refused: a new one takes its place for everybody.
            if (requestContext.Claims is null && _tokens.TryGetValue(key, out AccessToken known) && known.ExpiresOn - RefreshAhead > DateTimeOffset.UtcNow)
                return known;
            AccessToken token = await _inner.GetTokenAsync(requestContext, cancellationToken).ConfigureAwait(false);
            _tokens[key] = token;
            return token;
        }
        finally
        {
            _one.Release();
        }
    }
}
