namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>The managed identity endpoint of App Service and Azure Automation.</summary>
internal sealed class AppServiceIdentityEndpoint
{
    internal const string Path = "/msi/token";
}
