using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>A sign-in in the browser, until the client fetches its tokens.</summary>
internal sealed record AuthorizationCode(EmulatorPrincipal User, string ClientId, string RedirectUri, RequestedScope Scope, string? Nonce, CodeChallenge? Challenge, DateTimeOffset Expires);

/// <summary>The authorization codes given so far; each can be taken once. Thread-safe.</summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    /// <summary>How long Entra ID's are good.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, AuthorizationCode> codes = new(StringComparer.Ordinal);
    private readonly HashSet<string> redeemed = new(StringComparer.Ordinal);

    internal string Add(AuthorizationCode code)
    {
        string text = SecretText.New();
        lock (gate)
        {
            codes.Add(text, code);
        }

        return text;
    }

    /// <exception cref="EntraException">It is unknown, was taken before, or is too old.</exception>
    internal AuthorizationCode Take(string text)
    {
        lock (gate)
        {
            if (redeemed.Contains(text))
            {
                throw new EntraException(EntraErrors.CodeRedeemed);
            }

            if (!codes.Remove(text, out AuthorizationCode? code))
            {
                throw new EntraException(EntraErrors.MalformedGrant);
            }

            redeemed.Add(text);
            return time.GetUtcNow() < code.Expires ? code : throw new EntraException(EntraErrors.CodeExpired);
        }
    }
}
