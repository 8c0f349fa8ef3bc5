using Azure.Core;
using MhsmBackup.Identity.Failures;

namespace MhsmBackup.Identity.Tokens;

/// <summary>
/// One token request for any number of HSMs of a tenant and cloud: keeps tokens until shortly before they expire, and says in
/// the project's own errors why one could not be had.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "Lives as long as the process.")]
internal sealed class SharedTokenCredential : TokenCredential
{
    private readonly SignInWay _way;
    private readonly TokenCredential _inner;
    private readonly Dictionary<string, KeptToken> _tokens = [];
    private readonly SemaphoreSlim _one = new(1, 1);
    private string? _homeTenant;
    private bool _isSignedIn;

    public SharedTokenCredential(SignInWay way, TokenCredential inner)
    {
        _way = way;
        _inner = inner;
    }

    /// <summary>What the first token says of its owner: in the tenant that was signed in to.</summary>
    public TokenClaims Home { get; private set; } = TokenClaims.None;

    /// <summary>When the newest token ends; null before the first.</summary>
    public DateTimeOffset? ExpiresOn { get; private set; }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        RefuseOtherTenant(requestContext.TenantId);
        DateTimeOffset asked = DateTimeOffset.UtcNow;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_tokens.TryGetValue(KeyOf(requestContext), out KeptToken? known) && known.Serves(requestContext.Claims, asked)) return known.Token;
            AccessToken token = await AskAsync(requestContext, cancellationToken).ConfigureAwait(false);
            Keep(requestContext, token);
            return token;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<AccessToken> AskAsync(TokenRequestContext context, CancellationToken cancellationToken)
    {
        try
        {
            AccessToken token = _isSignedIn
                ? await _inner.GetTokenAsync(context, cancellationToken).ConfigureAwait(false)
                : await _way.GetFirstTokenAsync(_inner, context, cancellationToken).ConfigureAwait(false);
            _isSignedIn = true;
            return token;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw SignInFailure.Explain(_way, context.TenantId, _isSignedIn, e);
        }
    }

    private void Keep(TokenRequestContext context, AccessToken token)
    {
        TokenClaims claims = TokenClaims.Of(token.Token);
        ExpiresOn = token.ExpiresOn;
        // An HSM that names the tenant in its challenge is served with the token that one without a challenge has got.
        if (context.TenantId is null) _homeTenant ??= claims.TenantId;
        if (Home == TokenClaims.None) Home = claims;
        _tokens[KeyOf(context)] = new KeptToken(token, context.Claims, DateTimeOffset.UtcNow);
    }

    private string KeyOf(TokenRequestContext context) => $"{context.TenantId ?? _homeTenant} {string.Join(" ", context.Scopes)}";

    // Known before any call where the tenant was chosen or cannot be chosen: a token of another one would be of no use.
    private void RefuseOtherTenant(string? asked)
    {
        if (asked is null || _way.MayChangeTenant) return;
        string? own = _homeTenant ?? (Guid.TryParse(_way.TenantId, out _) ? _way.TenantId : null);
        if (own is not null && !own.Equals(asked, StringComparison.OrdinalIgnoreCase)) throw WrongTenant.Of(_way, own, asked);
    }
}
