using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.Control;

/// <summary>The settings of signing in as JSON: shown whole, changed by the members that are sent.</summary>
internal sealed record SignInDocument
{
    public double? TokenLifetimeSeconds { get; init; }

    public double? RefreshTokenLifetimeSeconds { get; init; }

    public double? DeviceCodeIntervalSeconds { get; init; }

    public double? DeviceCodeLifetimeSeconds { get; init; }

    internal static SignInDocument Of(EmulatorSignIn signIn) => new()
    {
        TokenLifetimeSeconds = signIn.TokenLifetime.TotalSeconds,
        RefreshTokenLifetimeSeconds = signIn.RefreshTokenLifetime.TotalSeconds,
        DeviceCodeIntervalSeconds = signIn.DeviceCodeInterval.TotalSeconds,
        DeviceCodeLifetimeSeconds = signIn.DeviceCodeLifetime.TotalSeconds,
    };

    /// <exception cref="FormatException">A time is too short.</exception>
    internal void ApplyTo(EmulatorSignIn signIn)
    {
        if (TokenLifetimeSeconds < 1)
        {
            throw new FormatException("tokenLifetimeSeconds: a second at least is wanted.");
        }

        signIn.TokenLifetime = TokenLifetimeSeconds is { } token ? TimeSpan.FromSeconds(token) : signIn.TokenLifetime;
        signIn.RefreshTokenLifetime = RefreshTokenLifetimeSeconds is { } refresh ? TimeSpan.FromSeconds(refresh) : signIn.RefreshTokenLifetime;
        signIn.DeviceCodeInterval = DeviceCodeIntervalSeconds is { } interval ? TimeSpan.FromSeconds(interval) : signIn.DeviceCodeInterval;
        signIn.DeviceCodeLifetime = DeviceCodeLifetimeSeconds is { } lifetime ? TimeSpan.FromSeconds(lifetime) : signIn.DeviceCodeLifetime;
    }
}
