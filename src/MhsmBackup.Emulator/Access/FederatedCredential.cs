namespace MhsmBackup.Emulator.Access;

/// <summary>Tokens of another issuer that an application may sign in with. All three parts must match, in case too.</summary>
/// <param name="Issuer">The tokens' issuer.</param>
/// <param name="Subject">The tokens' subject.</param>
public sealed record FederatedCredential(string Issuer, string Subject)
{
    /// <summary>The audience that Microsoft recommends for such tokens, and that its clients ask for.</summary>
    public const string DefaultAudience = "api://AzureADTokenExchange";

    /// <summary>The tokens' audience.</summary>
    public string Audience { get; init; } = DefaultAudience;
}
