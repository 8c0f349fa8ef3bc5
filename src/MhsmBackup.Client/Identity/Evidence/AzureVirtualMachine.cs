#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif
using System.Runtime.InteropServices;
using Microsoft.Win32;

namespace MhsmBackup.Identity.Evidence;

/// <summary>
/// Whether this machine is a virtual machine of Azure, told from what lies on it: nobody is asked, so that elsewhere nothing
/// waits for an address that does not exist. The metadata service then says whether it has an identity.
/// </summary>
internal static class AzureVirtualMachine
{
    // The chassis tag of every Azure virtual machine, as cloud-init and the Azure Linux agent look for it.
    private const string ChassisTag = "7783-7084-3265-9085-8269-3286-77";
    private const string ChassisTagFile = "/sys/class/dmi/id/chassis_asset_tag";

    // The Azure guest agent of Windows keeps this key.
    private const string GuestAgentKey = @"SOFTWARE\Microsoft\GuestAgent";

    public static bool IsHere()
    {
        try
        {
            return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
                ? HasGuestAgent()
                : File.Exists(ChassisTagFile) && File.ReadAllText(ChassisTagFile).Trim() == ChassisTag;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException or PlatformNotSupportedException)
        {
            return false;
        }
    }

#if !NETFRAMEWORK
    [SupportedOSPlatform("windows")]
#endif
    private static bool HasGuestAgent()
    {
        using RegistryKey? key = Registry.LocalMachine.OpenSubKey(GuestAgentKey);
        return key is not null;
    }
}
