using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service;

namespace MhsmBackup.Storage.Management;

/// <summary>Where Azure Resource Manager is asked: at the cloud's own address, or at an emulator on this machine.</summary>
internal static class ResourceManagerEndpoint
{
    /// <summary>Names the emulator. A token of a person's whole rights in Azure goes there, so it names a host of this machine alone.</summary>
    public const string Variable = "MHSM_LOOPBACK_RESOURCE_MANAGER";

    /// <summary>Whether an emulator is asked.</summary>
    public static bool IsLoopback => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The address, with a slash at its end.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidLoopbackResourceManager"/>.</exception>
    public static Uri Of(ManagedHsmCloud cloud)
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(text)) return cloud.ResourceManager;
        bool isSafe = Uri.TryCreate(text!.Trim(), UriKind.Absolute, out Uri? uri)
            && uri.Scheme == Uri.UriSchemeHttps && LoopbackHost.Is(uri) && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
        return isSafe ? new Uri(uri!.AbsoluteUri.TrimEnd('/') + "/") : throw new MhsmInputException(
            MhsmErrorId.InvalidLoopbackResourceManager,
            $"{Variable} is '{Redaction.OfUri(text!)}', and only an https URL of a host on this machine is allowed, like https://localhost:8443: it is for emulators. Correct it, or remove the variable.");
    }
}
