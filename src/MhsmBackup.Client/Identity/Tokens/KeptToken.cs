using Azure.Core;

namespace MhsmBackup.Identity.Tokens;

/// <summary>A token, and since when it is there.</summary>
internal sealed class KeptToken(AccessToken token, string? claims, DateTimeOffset since)
{
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    public AccessToken Token { get; } = token;

    /// <summary>Whether it answers a request.</summary>
    /// <param name="wanted">The claims of a challenge: the token that was refused lacks them.</param>
    /// <param name="asked">When it was asked for.</param>
    public bool Serves(string? wanted, DateTimeOffset asked)
    {
        // Several HSMs may refuse one token at the same time: the first to ask gets a new one for all.
        bool isNewEnough = wanted is null || (wanted == claims && since >= asked);
        return isNewEnough && DateTimeOffset.UtcNow < Token.ExpiresOn - Ahead;
    }

    // A token that lives for minutes is not asked for again at every use.
    private TimeSpan Ahead
    {
        get
        {
            TimeSpan half = TimeSpan.FromTicks(Math.Max(0, (Token.ExpiresOn - since).Ticks / 2));
            return half < RefreshAhead ? half : RefreshAhead;
        }
    }
}
