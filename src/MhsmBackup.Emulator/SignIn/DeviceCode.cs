using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>A sign-in on another device that a client waits for.</summary>
internal sealed record DeviceCode(string Code, string UserCode, string ClientId, RequestedScope Scope, DateTimeOffset Expires)
{
    public EmulatorPrincipal? User { get; init; }

    public bool IsDeclined { get; init; }

    public bool IsPending(DateTimeOffset now) => User is null && !IsDeclined && now < Expires;
}
