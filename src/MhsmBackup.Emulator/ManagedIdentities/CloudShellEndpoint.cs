namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>The managed identity endpoint of Cloud Shell.</summary>
internal sealed class CloudShellEndpoint
{
    internal const string Path = "/oauth2/token";
}
