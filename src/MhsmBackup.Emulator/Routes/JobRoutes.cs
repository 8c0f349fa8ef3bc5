using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Jobs;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Routes;

/// <summary>Backup, restore, their checks, and the status of each.</summary>
internal sealed class JobRoutes(Func<EmulatedHsm, BackupJobs> jobsOf)
{
    internal IEnumerable<HsmRoute> All =>
    [
        new("POST", "/backup", DataActions.BackupStart, BackupAsync) { IsStart = true },
        new("POST", "/prebackup", DataActions.BackupStart, CheckBackupAsync) { IsStart = true, Since = ApiVersion.WithChecks },
        new("PUT", "/restore", DataActions.RestoreStart, RestoreAsync) { IsStart = true },
        new("PUT", "/prerestore", DataActions.RestoreStart, CheckRestoreAsync) { IsStart = true, Since = ApiVersion.WithChecks },
        new("PUT", "/keys/{key}/restore", DataActions.RestoreStart, RestoreKeyAsync) { IsStart = true },
        new("GET", "/backup/{job}/pending", DataActions.BackupStatus, call => Task.FromResult(Status(call, isBackup: true))) { IsStatus = true },
        new("GET", "/restore/{job}/pending", DataActions.RestoreStatus, call => Task.FromResult(Status(call, isBackup: false))) { IsStatus = true, WorksDuringRestore = true },
    ];

    private async Task<HsmAnswer> BackupAsync(HsmCall call) =>
        Started(call, await jobsOf(call.Hsm).BackupAsync(Checked(call, await call.ReadAsync<StorageParameters>()), call.Overrides));

    private async Task<HsmAnswer> CheckBackupAsync(HsmCall call) =>
        Started(call, await jobsOf(call.Hsm).CheckBackupAsync(await call.ReadOrDefaultAsync<StorageParameters>(), call.Overrides));

    private async Task<HsmAnswer> RestoreAsync(HsmCall call)
    {
        RestoreRequest body = await call.ReadAsync<RestoreRequest>();
        return Started(call, await jobsOf(call.Hsm).RestoreAsync(Checked(call, body.Storage), body.FolderToRestore, call.Overrides));
    }

    private async Task<HsmAnswer> CheckRestoreAsync(HsmCall call)
    {
        RestoreRequest body = await call.ReadOrDefaultAsync<RestoreRequest>();
        return Started(call, await jobsOf(call.Hsm).CheckRestoreAsync(body.Storage, body.FolderToRestore, call.Overrides));
    }

    private async Task<HsmAnswer> RestoreKeyAsync(HsmCall call)
    {
        SelectiveRestoreRequest body = await call.ReadAsync<SelectiveRestoreRequest>();
        return Started(call, await jobsOf(call.Hsm).RestoreKeyAsync(call["key"], Checked(call, body.Storage), body.Folder, call.Overrides));
    }

    private static HsmAnswer Started(HsmCall call, HsmJob job) => new(StatusCodes.Status202Accepted, WireJson.Serialize(job.ToBody()))
    {
        OperationLocation = $"{call.BaseUri}/{(job.IsBackup ? "backup" : "restore")}/{job.Id}/pending",
        RetryAfter = call.Hsm.Settings.RetryAfter,
    };

    private static HsmAnswer Status(HsmCall call, bool isBackup) => call.Hsm.FindJob(call["job"]) is { } job && job.IsBackup == isBackup
        ? new HsmAnswer(StatusCodes.Status200OK, WireJson.Serialize(job.ToBody()))
        : throw ServiceException.NotFound("NotFound", $"The job {call["job"]} was not found.");

    private static StorageParameters Checked(HsmCall call, StorageParameters? storage)
    {
        if (storage?.StorageResourceUri is null)
        {
            throw ServiceException.BadParameter("storageResourceUri is required.");
        }

        bool managedIdentity = storage.UseManagedIdentity == true;
        if (managedIdentity && !ApiVersion.IsAtLeast(call.Version, ApiVersion.WithManagedIdentity))
        {
            throw ServiceException.BadParameter($"Property useManagedIdentity is not known in api-version {call.Version}; use {ApiVersion.WithManagedIdentity} or later.");
        }

        return managedIdentity || !string.IsNullOrWhiteSpace(storage.Token)
            ? storage
            : throw ServiceException.BadParameter("Either token or useManagedIdentity is required.");
    }
}
