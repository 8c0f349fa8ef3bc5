using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Keys;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Jobs;

/// <summary>The five operations that run as jobs, for one HSM.</summary>
internal sealed class BackupJobs(EmulatedHsm hsm, IReadOnlyCollection<StorageCredential> managedIdentity, StorageTransport transport)
{
    private readonly Lock gate = new();
    private DateTimeOffset lastFolderTime;

    internal Task<HsmJob> BackupAsync(StorageParameters parameters, JobOverrides overrides)
    {
        StorageAddress address = StorageAddress.Parse(parameters.StorageResourceUri);
        return hsm.Runner.StartAsync(HsmJobKind.Backup, overrides, async cancellation =>
        {
            BackupStorage storage = Open(address, parameters);
            HsmContents contents = hsm.State.Contents;
            DateTimeOffset time = NextFolderTime();
            string folder = address.Beneath(BackupFolder.NameFor(hsm.Name, time, hsm.Settings.FolderDigits));
            await BackupWriter.WriteAsync(storage, folder, hsm.Name, time, contents, hsm.SecurityDomain, cancellation);
            return new JobOutcome(address.AddressOf(folder), () => hsm.State.BackedUp(Now()));
        });
    }

    /// <summary>Writes, reads and deletes a blob of its own: what a backup's SAS must allow.</summary>
    internal Task<HsmJob> CheckBackupAsync(StorageParameters parameters, JobOverrides overrides)
    {
        StorageAddress? address = parameters.StorageResourceUri is null ? null : StorageAddress.Parse(parameters.StorageResourceUri);
        return hsm.Runner.StartAsync(HsmJobKind.BackupCheck, overrides, async cancellation =>
        {
            if (address is not null)
            {
                BackupStorage storage = Open(address, parameters);
                string probe = address.Beneath($"mhsm-{hsm.Name}-check-{Guid.NewGuid():N}");
                await storage.WriteAsync(probe, new byte[1], cancellation);
                await storage.ReadAsync(probe, cancellation);
                await storage.DeleteAsync(probe, cancellation);
            }

            return new JobOutcome();
        });
    }

    internal Task<HsmJob> RestoreAsync(StorageParameters parameters, string? folder, JobOverrides overrides)
    {
        StorageAddress address = StorageAddress.Parse(parameters.StorageResourceUri);
        string source = address.Beneath(Required(folder, "folderToRestore"));
        if (RuleBroken() is { } reason)
        {
            throw ServiceException.BadParameter(reason);
        }

        return hsm.Runner.StartAsync(HsmJobKind.Restore, overrides, async cancellation =>
        {
            HsmContents contents = await ReadAsync(address, parameters, source, cancellation);
            return new JobOutcome(Apply: () => hsm.State.Replace(contents, hsm.LastFullBackup));
        });
    }

    internal Task<HsmJob> CheckRestoreAsync(StorageParameters? parameters, string? folder, JobOverrides overrides)
    {
        StorageAddress? address = parameters?.StorageResourceUri is { } uri ? StorageAddress.Parse(uri) : null;
        return hsm.Runner.StartAsync(HsmJobKind.RestoreCheck, overrides, async cancellation =>
        {
            if (RuleBroken() is { } reason)
            {
                throw new JobFailedException(reason);
            }

            if (address is not null && folder is null)
            {
                await Open(address, parameters!).AnyAsync(address.Folder, cancellation);
            }
            else if (address is not null)
            {
                await ReadAsync(address, parameters!, address.Beneath(folder!), cancellation);
            }

            return new JobOutcome();
        });
    }

    internal Task<HsmJob> RestoreKeyAsync(string keyName, StorageParameters parameters, string? folder, JobOverrides overrides)
    {
        StorageAddress address = StorageAddress.Parse(parameters.StorageResourceUri);
        string source = address.Beneath(Required(folder, "folder"));
        hsm.Keys.ThrowIfNotFree(keyName);
        return hsm.Runner.StartAsync(HsmJobKind.KeyRestore, overrides, async cancellation =>
        {
            HsmContents contents = await ReadAsync(address, parameters, source, cancellation);
            HsmKey key = contents.Keys.GetValueOrDefault(keyName)
                ?? throw new JobFailedException($"Key '{keyName}' was not found in the backup provided");
            return new JobOutcome(Apply: () => hsm.Keys.Restore(key));
        });
    }

    private static string Required(string? folder, string member) => string.IsNullOrWhiteSpace(folder?.Trim('/'))
        ? throw ServiceException.BadParameter($"{member} is required.")
        : folder;

    private async Task<HsmContents> ReadAsync(StorageAddress address, StorageParameters parameters, string folder, CancellationToken cancellation)
    {
        BackupStorage storage = Open(address, parameters);

        // A restore's SAS must be able to list: the real service looks the folder up first.
        return await storage.AnyAsync(folder + "/", cancellation)
            ? await BackupReader.ReadAsync(storage, folder, hsm.SecurityDomain, cancellation)
            : throw new InvalidBackupException();
    }

    private BackupStorage Open(StorageAddress address, StorageParameters parameters) => BackupStorage.Open(address, parameters, managedIdentity, transport);

    private string? RuleBroken()
    {
        TimeSpan length = hsm.Settings.RestoreRuleLength;
        TimeSpan? age = Now() - hsm.LastFullBackup;
        return hsm.Settings.RestoreRule switch
        {
            RestoreRule.BackupWithin30Minutes when !(age <= length) =>
                $"A full backup of this HSM must have completed within the last {length.TotalMinutes:0.##} minutes before it is restored.",
            RestoreRule.BackupAtLeast30MinutesOld when !(age >= length) =>
                $"A full backup of this HSM must have completed at least {length.TotalMinutes:0.##} minutes before it is restored.",
            _ => null,
        };
    }

    /// <summary>Two backups never share a folder, however soon the second follows.</summary>
    private DateTimeOffset NextFolderTime()
    {
        TimeSpan unit = hsm.Settings.FolderDigits == 14 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMilliseconds(10);
        lock (gate)
        {
            DateTimeOffset now = Now();
            lastFolderTime = now > lastFolderTime + unit ? now : lastFolderTime + unit;
            return lastFolderTime;
        }
    }

    private DateTimeOffset Now() => hsm.Settings.TimeProvider.GetUtcNow();
}
