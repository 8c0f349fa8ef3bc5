using MhsmBackup.Emulator;

namespace MhsmBackup.Tests.Fixtures;

/// <summary>
/// The file that MHSM_LOOPBACK_CA names in this process: every emulator of the tests adds its authority, because the
/// variable is the process's and tests run side by side.
/// </summary>
internal static class LoopbackAuthorities
{
    private static readonly Lock Gate = new();
    private static readonly string File = Path.Combine(Path.GetTempPath(), $"mhsm-tests-{Environment.ProcessId}.pem");
    private static readonly List<string> Known = [];

    static LoopbackAuthorities() => AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.File.Delete(File);

    public static void Trust(ManagedHsmEmulator emulator)
    {
        lock (Gate)
        {
            Known.Add(emulator.CaCertificatePem.Trim());
            // Written beside and moved: a client may be reading it.
            string next = File + ".next";
            System.IO.File.WriteAllText(next, string.Join('\n', Known) + "\n");
            System.IO.File.Move(next, File, overwrite: true);
            Environment.SetEnvironmentVariable("MHSM_LOOPBACK_CA", File);
        }
    }
}
