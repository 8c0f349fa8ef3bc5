using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Tests.Restores.Full;

/// <summary>The order of a safety backup and a restore, with a service that answers from a list.</summary>
public sealed class SafeRestoreTests
{
    private const string Young = "A full backup of this HSM must have completed within the last 30 minutes before it is restored.";

    [Fact]
    public async Task A_backup_that_was_found_and_is_too_old_for_the_service_is_followed_by_a_new_one()
    {
        var service = new Service(Refused(Young), Ended(MhsmOperation.Backup), Ended(MhsmOperation.Restore));
        MhsmJob job = await RunAsync(service, Known(DateTime.UtcNow.AddMinutes(-31)));
        Assert.Equal(MhsmOperation.Restore, job.Operation);
        Assert.Equal(["start", "start", "backed up", "start"], service.Done);
    }

    [Fact]
    public async Task A_refusal_that_is_told_by_the_job_is_waited_out_as_well()
    {
        MhsmJob refused = Job(MhsmOperation.Restore, "Failed", "A full backup of this HSM must have completed at least 30 minutes before it is restored.");
        var service = new Service(Ended(MhsmOperation.Backup), () => refused, Ended(MhsmOperation.Restore));
        MhsmJob job = await RunAsync(service, known: null);
        Assert.Equal("Succeeded", job.Status);
        Assert.Equal(["start", "backed up", "start", "waited", "start"], service.Done);
        Assert.InRange(service.Until!.Value - DateTime.UtcNow, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(31));
    }

    [Fact]
    public async Task A_restore_that_fails_for_another_reason_is_not_asked_for_again()
    {
        MhsmJob failed = Job(MhsmOperation.Restore, "Failed", "Invalid backup provided");
        var service = new Service(Ended(MhsmOperation.Backup), () => failed);
        Assert.Same(failed, await RunAsync(service, known: null));
    }

    [Fact]
    public async Task A_refusal_that_leaves_open_whether_it_was_started_is_not_asked_for_again()
    {
        var service = new Service(Ended(MhsmOperation.Backup), () => throw new MhsmStartUncertainException("30 minutes, backup", DateTime.UtcNow, null));
        await Assert.ThrowsAsync<MhsmStartUncertainException>(() => RunAsync(service, known: null));
    }

    [Fact]
    public async Task A_service_that_refuses_for_ever_is_left_with_its_own_words()
    {
        Func<MhsmJob>[] answers = [() => Job(MhsmOperation.Backup, "Succeeded", details: null, ended: DateTime.UtcNow.AddHours(-1)), .. Enumerable.Repeat(Refused(Young.Replace("30 minutes", "0 minutes", StringComparison.Ordinal)), 20)];
        var service = new Service(answers);
        MhsmServiceException error = await Assert.ThrowsAsync<MhsmServiceException>(() => RunAsync(service, known: null));
        Assert.Contains("0 minutes", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, service.Done.Count(what => what == "waited"));
    }

    private static Task<MhsmJob> RunAsync(Service service, MhsmStoredBackup? known)
    {
        ManagedHsmAddress hsm = ManagedHsmAddress.Parse("contoso-hsm");
        StorageAccess storage = StorageAccess.WithManagedIdentity(ContainerAddress.Parse("https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180860", out _));
        var connections = new ManagedHsmConnections(_ => throw new InvalidOperationException("Nobody is called."));
        return new SafeRestore(connections, new FullRestorePlan { Hsm = hsm, Backup = storage, Safety = storage }, service).RunAsync(known, TestContext.Current.CancellationToken);
    }

    private static Func<MhsmJob> Refused(string words) => () => throw new MhsmServiceException(
        MhsmErrorId.SafetyBackupNeeded, words, 400, new MhsmServiceError { Code = "BadParameter", Message = words }, requestId: null);

    private static Func<MhsmJob> Ended(MhsmOperation operation) => () => Job(operation, "Succeeded", details: null);

    private static MhsmJob Job(MhsmOperation operation, string status, string? details, DateTime? ended = null) => new()
    {
        Operation = operation,
        HsmName = "contoso-hsm",
        HsmUri = new Uri("https://contoso-hsm.managedhsm.azure.net/"),
        JobId = Guid.NewGuid().ToString("N"),
        Status = status,
        StatusDetails = details,
        EndTime = ended ?? DateTime.UtcNow,
    };

    private static MhsmStoredBackup Known(DateTime time) => new()
    {
        HsmName = "contoso-hsm",
        Time = time,
        Age = DateTime.UtcNow - time,
        LastModified = time,
        BackupFolder = "mhsm-contoso-hsm-2026112316180860",
        ContainerUri = new Uri("https://contosobackup.blob.core.windows.net/hsm"),
        BackupUri = new Uri("https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180860"),
    };

    private sealed class Service(params Func<MhsmJob>[] answers) : ISafeRestoreSteps
    {
        private readonly Queue<Func<MhsmJob>> _answers = new(answers);

        public List<string> Done { get; } = [];

        public DateTime? Until { get; private set; }

        public Task<MhsmJob> StartAsync(Func<IManagedHsmBackupClient, Task<MhsmJob>> start)
        {
            Done.Add("start");
            return Task.FromResult(_answers.Dequeue()());
        }

        public void Seen(MhsmJob backup) => Done.Add("seen");

        public void Troubled(MhsmJob backup, Exception why) => Done.Add("troubled");

        public void BackedUp(MhsmJob backup) => Done.Add("backed up");

        public Task WaitUntilAsync(DateTime time, string words, CancellationToken cancellationToken)
        {
            Done.Add("waited");
            Until = time;
            return Task.CompletedTask;
        }
    }
}
