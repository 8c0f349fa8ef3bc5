using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;

namespace MhsmBackup.Service.Transport;

/// <summary>
/// Gives the HSM its token. For a known host the token is asked for up front, so that a start costs one request. An unknown
/// host is first asked, without token and without body, which resource it belongs to; it gets a token only when that
/// resource covers it. A challenge is answered once, for the request that met it: no request is kept beyond its own message.
/// </summary>
internal sealed class HsmAuthenticationPolicy : BearerTokenAuthenticationPolicy
{
    private readonly ManagedHsmAddress _address;
    private readonly TokenCredential _credential;
    private readonly CancellationToken _stopStarting;

    // What a challenge taught about this HSM: the scope and the tenant of its tokens. Never a request.
    private volatile TokenTarget? _target;

    public HsmAuthenticationPolicy(TokenCredential credential, ManagedHsmAddress address, ManagedHsmClientOptions options)
        : base(credential, (address.Cloud ?? ManagedHsmCloud.Public).Scope)
    {
        _credential = credential;
        _address = address;
        _stopStarting = options.StopStarting;
        if (address.Cloud is not null || address.IsLoopback) _target = new TokenTarget((address.Cloud ?? options.Cloud).Scope, TenantId: null);
    }

    protected override async ValueTask AuthorizeRequestAsync(HttpMessage message)
    {
        if (_target is TokenTarget target)
        {
            await AuthorizeAsync(message, target, claims: null).ConfigureAwait(false);
            return;
        }

        DemandStillWanted(message);
        message.SetProperty(typeof(HeldContent), new HeldContent(message.Request.Content));
        message.Request.Content = null;
    }

    protected override async ValueTask<bool> AuthorizeRequestOnChallengeAsync(HttpMessage message)
    {
        if (message.TryGetProperty(typeof(HeldContent), out object? held) && held is HeldContent content)
            message.Request.Content = content.Content;
        else if (_credential is AccessTokenCredential)
            return false; // the same token again would be refused again

        message.Response.Headers.TryGetValue("WWW-Authenticate", out string? header);
        if (AuthenticationChallenge.Parse(header) is not AuthenticationChallenge challenge) return false;

        TokenTarget target = TargetOf(challenge);
        await AuthorizeAsync(message, target, challenge.Claims).ConfigureAwait(false);
        _target = target;
        return true;
    }

    protected override void AuthorizeRequest(HttpMessage message) => throw new NotSupportedException("The client is asynchronous throughout.");

    protected override bool AuthorizeRequestOnChallenge(HttpMessage message) => throw new NotSupportedException("The client is asynchronous throughout.");

    // A token can take long: until it is there the user may have stopped the command, and what is sent cannot be taken back.
    private async ValueTask AuthorizeAsync(HttpMessage message, TokenTarget target, string? claims)
    {
        await AuthenticateAndAuthorizeRequestAsync(message, target.ToContext(message, claims)).ConfigureAwait(false);
        DemandStillWanted(message);
    }

    private void DemandStillWanted(HttpMessage message)
    {
        if (StartOnce.IsMarked(message) && _stopStarting.IsCancellationRequested) throw new NotSentException(_stopStarting);
    }

    private TokenTarget TargetOf(AuthenticationChallenge challenge)
    {
        // A host on this machine gets tokens for what it is: an emulator. Its challenge may name any resource of the field.
        bool isCovered = challenge.Covers(_address.Uri.IdnHost) || (_address.IsLoopback && (challenge.Resource is null || IsManagedHsm(challenge)));
        if (!isCovered && !(challenge.Resource is null && _target is not null))
        {
            throw new MhsmAuthenticationException(
                MhsmErrorId.TokenRefusedForHost,
                $"{_address.Uri.Authority} asked for a token for {challenge.Resource?.AbsoluteUri ?? "no resource"}, which does not cover it: no token was sent. "
                + "Check the HSM's address.");
        }

        string scope = challenge.Scope ?? _target!.Scope;
        bool isKnown = _address.Cloud is not null || _address.IsLoopback;
        if (!isKnown && _credential is AccessTokenCredential given && !given.IsFor(scope))
        {
            throw new MhsmAuthenticationException(
                MhsmErrorId.TokenRefusedForHost,
                $"{_address.Uri.Authority} is no host of a known cloud and asked for a token for {challenge.Resource}; the access token given is not for that: it was not sent.");
        }

        return new TokenTarget(scope, challenge.TenantId);
    }

    private static bool IsManagedHsm(AuthenticationChallenge challenge) =>
        LoopbackHost.Is(challenge.Resource!) || ManagedHsmCloud.All.Any(cloud => cloud.HsmSuffix.Equals(challenge.Resource!.Host, StringComparison.OrdinalIgnoreCase));

    private sealed record TokenTarget(string Scope, string? TenantId)
    {
        public TokenRequestContext ToContext(HttpMessage message, string? claims) =>
            new([Scope], message.Request.ClientRequestId, claims, TenantId, isCaeEnabled: true);
    }

    private sealed record HeldContent(RequestContent? Content);
}
