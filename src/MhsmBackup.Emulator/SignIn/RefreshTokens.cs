using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>A refresh token: good for its user and client, for any resource and any tenant that the user lives in.</summary>
internal sealed record RefreshToken(EmulatorPrincipal User, string ClientId, DateTimeOffset Issued)
{
    public bool IsRevoked { get; init; }
}

/// <summary>The refresh tokens given so far. Thread-safe.</summary>
internal sealed class RefreshTokens(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, RefreshToken> tokens = new(StringComparer.Ordinal);

    /// <summary>How long one that is not used stays good; Entra ID's is 90 days.</summary>
    internal TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);

    internal string Add(EmulatorPrincipal user, string clientId)
    {
        string token = SecretText.New();
        lock (gate)
        {
            tokens.Add(token, new RefreshToken(user, clientId, time.GetUtcNow()));
        }

        return token;
    }

    internal RefreshToken? Find(string token)
    {
        lock (gate)
        {
            return tokens.GetValueOrDefault(token);
        }
    }

    internal void RevokeAll()
    {
        lock (gate)
        {
            foreach (string token in tokens.Keys.ToArray())
            {
                tokens[token] = tokens[token] with { IsRevoked = true };
            }
        }
    }
}
