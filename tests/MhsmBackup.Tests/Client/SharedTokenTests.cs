using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Secrets;

namespace MhsmBackup.Tests.Client;

/// <summary>One token request for any number of HSMs of a tenant.</summary>
public sealed class SharedTokenTests
{
    private const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1726077595"}}}""";
    private static readonly string[] Scopes = ["https://managedhsm.azure.net/.default"];

    private readonly List<TokenRequestContext> _asked = [];
    private TaskCompletionSource _mayAnswer = new();
    private TimeSpan _lifetime = TimeSpan.FromHours(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_that_ask_at_once_get_one_token()
    {
        SharedTokenCredential shared = Create();
        Task<AccessToken>[] asking = [.. Enumerable.Range(0, 20).Select(_ => shared.GetTokenAsync(new TokenRequestContext(Scopes), Cancel).AsTask())];
        _mayAnswer.SetResult();
        AccessToken[] tokens = await Task.WhenAll(asking);
        Assert.Single(tokens.Select(token => token.Token).Distinct());
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Many_that_were_refused_at_once_get_one_new_token()
    {
        SharedTokenCredential shared = Create();
        _mayAnswer.SetResult();
        await shared.GetTokenAsync(new TokenRequestContext(Scopes), Cancel);
        _mayAnswer = new TaskCompletionSource();
        Task<AccessToken>[] asking = [.. Enumerable.Range(0, 5).Select(_ => shared.GetTokenAsync(new TokenRequestContext(Scopes, claims: Claims), Cancel).AsTask())];
        _mayAnswer.SetResult();
        AccessToken[] tokens = await Task.WhenAll(asking);
        Assert.Equal("token 2", Assert.Single(tokens.Select(token => token.Token).Distinct()));

        // Everybody else is served with it, and a later refusal asks again.
        Assert.Equal("token 2", (await shared.GetTokenAsync(new TokenRequestContext(Scopes), Cancel)).Token);
        Assert.Equal("token 3", (await shared.GetTokenAsync(new TokenRequestContext(Scopes, claims: Claims), Cancel)).Token);
    }

    [Fact]
    public async Task A_token_of_an_hour_is_renewed_five_minutes_before_its_end_and_one_of_a_minute_after_half_of_it()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Assert.True(new KeptToken(new AccessToken("x", now + TimeSpan.FromMinutes(6)), null, now - TimeSpan.FromMinutes(54)).Serves(null, now));
        Assert.False(new KeptToken(new AccessToken("x", now + TimeSpan.FromMinutes(4)), null, now - TimeSpan.FromMinutes(56)).Serves(null, now));
        Assert.True(new KeptToken(new AccessToken("x", now + TimeSpan.FromSeconds(40)), null, now - TimeSpan.FromSeconds(20)).Serves(null, now));
        Assert.False(new KeptToken(new AccessToken("x", now + TimeSpan.FromSeconds(20)), null, now - TimeSpan.FromSeconds(40)).Serves(null, now));

        _lifetime = TimeSpan.Zero;
        _mayAnswer.SetResult();
        SharedTokenCredential shared = Create();
        await shared.GetTokenAsync(new TokenRequestContext(Scopes), Cancel);
        await shared.GetTokenAsync(new TokenRequestContext(Scopes), Cancel);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task A_tenant_that_was_chosen_is_the_only_one()
    {
        var way = new ClientSecretSignIn("72f988bf-0000-4000-8000-2d7cd011db47", "11e7a2b0-0000-4000-8000-000000000001", SecureText.Protect("a secret"));
        var shared = new SharedTokenCredential(way, DelegatedTokenCredential.Create((_, _) => throw new NotSupportedException(), AnswerAsync));
        MhsmAuthenticationException error = await Assert.ThrowsAsync<MhsmAuthenticationException>(
            async () => await shared.GetTokenAsync(new TokenRequestContext(Scopes, tenantId: "11111111-1111-4111-8111-111111111111"), Cancel));
        Assert.Equal(MhsmErrorId.WrongTenant, error.ErrorId);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Whoever_may_sign_in_anywhere_follows_the_challenge()
    {
        _mayAnswer.SetResult();
        SharedTokenCredential shared = Create();
        await shared.GetTokenAsync(new TokenRequestContext(Scopes), Cancel);
        await shared.GetTokenAsync(new TokenRequestContext(Scopes, tenantId: "11111111-1111-4111-8111-111111111111"), Cancel);
        Assert.Equal([null, "11111111-1111-4111-8111-111111111111"], _asked.Select(context => context.TenantId));
    }

    private SharedTokenCredential Create() => new(new AzureCliSignIn(), DelegatedTokenCredential.Create((_, _) => throw new NotSupportedException(), AnswerAsync));

    private async ValueTask<AccessToken> AnswerAsync(TokenRequestContext context, CancellationToken cancellationToken)
    {
        _asked.Add(context);
        string token = $"token {_asked.Count}";
        await _mayAnswer.Task.WaitAsync(cancellationToken);
        return new AccessToken(token, DateTimeOffset.UtcNow + _lifetime);
    }
}
