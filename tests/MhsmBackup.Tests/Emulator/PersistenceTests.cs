using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class PersistenceTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly EmulatorPrincipal Administrator = EmulatorPrincipal.Administrator("secret");

    private readonly string directory = Path.Combine(Path.GetTempPath(), "mhsm-emulator-" + Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Keys_roles_security_domain_authority_and_the_last_backup_survive_a_restart()
    {
        TestContainer container = await azurite.NewContainerAsync();
        string version, folder, domain, authority;
        DateTimeOffset? backup;
        await using (ManagedHsmEmulator first = await StartAsync())
        {
            EmulatedHsm hsm = first["contoso-hsm"];
            version = hsm.Keys.Create("ec-key");
            hsm.Assign(new EmulatorPrincipal("other", null), BuiltInRoles.Backup);
            using WireClient wire = new(first, hsm.Uri, first.IssueToken(Administrator));
            Answer end = await wire.EndOfAsync(hsm, await wire.PostAsync("/backup", EmulatorTest.BackupBody(container)), "backup");
            folder = end["azureStorageBlobContainerUri"]![(container.Uri.AbsoluteUri.Length + 1)..];
            (domain, authority, backup) = (hsm.SecurityDomain.Id, first.CaCertificatePem, hsm.LastFullBackup);
        }

        await using ManagedHsmEmulator second = await StartAsync();

        EmulatedHsm again = second["contoso-hsm"];
        Assert.Equal([version], again.Keys.Versions("ec-key"));
        Assert.Equal(Administrator.Roles.Count + 1, again.RoleAssignments.Count);
        Assert.Equal((domain, authority), (again.SecurityDomain.Id, second.CaCertificatePem));
        Assert.Equal(backup!.Value.ToUnixTimeMilliseconds(), again.LastFullBackup!.Value.ToUnixTimeMilliseconds());
        again.Lose();
        using WireClient restored = new(second, again.Uri, second.IssueToken(Administrator));
        await restored.EndOfAsync(again, await restored.PutAsync("/restore", EmulatorTest.RestoreBody(container, folder)), "restore");
        Assert.Equal([version], again.Keys.Versions("ec-key"));
    }

    [Fact]
    public async Task The_files_are_for_their_owner_alone_and_none_is_left_half_written()
    {
        await using ManagedHsmEmulator emulator = await StartAsync();
        emulator["contoso-hsm"].Keys.Create("ec-key");
        string[] files = Directory.GetFiles(directory, "*", SearchOption.AllDirectories);
        Assert.Equal(["authority.pem", "contoso-hsm.json", "signing.pem"], files.Select(Path.GetFileName).Order());
        foreach (string file in files)
        {
            // Windows has no such mode.
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    [Fact]
    public async Task A_damaged_file_is_told_by_the_hsms_name()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(directory, "hsms", "contoso-hsm.json"), "{", TestContext.Current.CancellationToken);
        IOException failure = await Assert.ThrowsAsync<IOException>(StartAsync);
        Assert.Contains("contoso-hsm", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private Task<ManagedHsmEmulator> StartAsync() => ManagedHsmEmulator.StartAsync(
        new EmulatorOptions { DataDirectory = directory, JobDuration = TimeSpan.Zero, Principals = { Administrator } },
        TestContext.Current.CancellationToken);
}
