using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Service;

namespace MhsmBackup.Identity;

/// <summary>Who calls the HSMs of a cloud, and how they sign in. Nothing of it is written to disk.</summary>
public sealed class MhsmIdentity
{
    private readonly Lazy<TokenCredential> _credential;

    /// <summary>Prepares an identity. Nothing is asked before the first token is needed.</summary>
    /// <param name="way">How to sign in.</param>
    /// <param name="cloud">The cloud whose login endpoint is asked, and for whose HSMs the tokens are.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.AccessTokenForOtherResource"/>: a token that was given is of another cloud.</exception>
    public MhsmIdentity(SignInWay way, ManagedHsmCloud cloud)
    {
        (way as AccessTokenSignIn)?.DemandFor(cloud);
        Way = way;
        Cloud = cloud;
        _credential = new Lazy<TokenCredential>(() =>
        {
            TokenCredential credential = way.CreateCredential(SignInHost.Of(cloud));
            return way is AccessTokenSignIn ? credential : new SharedTokenCredential(way, credential);
        });
    }

    /// <summary>How.</summary>
    public SignInWay Way { get; }

    /// <summary>The cloud.</summary>
    public ManagedHsmCloud Cloud { get; }

    internal TokenCredential Credential => _credential.Value;

    /// <summary>What the first token says of its owner.</summary>
    internal TokenClaims Caller => Credential switch
    {
        SharedTokenCredential shared => shared.Home,
        AccessTokenCredential given => given.Claims,
        _ => TokenClaims.None,
    };

    /// <summary>When the newest token ends; null before the first, and for one that does not say.</summary>
    internal DateTimeOffset? ExpiresOn => Credential is SharedTokenCredential shared ? shared.ExpiresOn : Caller.ExpiresOn;

    /// <summary>This identity, for a cloud that it is signed in to.</summary>
    /// <param name="cloud">The cloud of an HSM.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.CloudMismatch"/>.</exception>
    public MhsmIdentity For(ManagedHsmCloud cloud)
    {
        CloudMismatch.Refuse(cloud, Cloud);
        return this;
    }

    /// <summary>Gets the first token: one request, and for a person the question who they are.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmAuthenticationException">Nobody could be signed in; the ErrorId says why.</exception>
    public async Task SignInAsync(CancellationToken cancellationToken) =>
        await Credential.GetTokenAsync(new TokenRequestContext([Cloud.Scope], isCaeEnabled: true), cancellationToken).ConfigureAwait(false);
}
