using System.Net;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;

namespace MhsmBackup.Tests.Client;

/// <summary>Answers as they were recorded from the real service.</summary>
public sealed class RecordedAnswersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_202_of_a_start_is_a_job_in_progress_without_error()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"), ("Retry-After", "10"));
        MhsmJob job = await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);

        Assert.Equal(("InProgress", ScriptedHsm.JobId, MhsmOperation.Backup, "contoso-hsm"), (job.Status, job.JobId, job.Operation, job.HsmName));
        Assert.Equal(new DateTime(2021, 2, 5, 22, 53, 16, DateTimeKind.Utc), job.StartTime);
        Assert.Null(job.EndTime);
        Assert.Null(job.Error);
        Assert.Equal(TimeSpan.FromSeconds(10), job.RetryAfter);
    }

    [Theory]
    [InlineData("ResourceNotFound", MhsmOperation.Backup)]
    [InlineData("Invalid backup provided", MhsmOperation.Restore)]
    public async Task A_failed_job_is_told_by_its_status_though_its_error_has_no_code(string reason, MhsmOperation operation)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job("Failed", reason, end: 1612565605));
        MhsmJob known = ScriptedHsm.Known(operation);
        MhsmJob job = operation == MhsmOperation.Backup ? await hsm.Client().GetBackupStatusAsync(known, Cancel) : await hsm.Client().GetRestoreStatusAsync(known, Cancel);

        Assert.True(job.HasEnded);
        Assert.Equal(reason, job.StatusDetails);
        Assert.Null(job.Error);
        Assert.Equal(TimeSpan.FromSeconds(9), job.Duration);
        MhsmJobException error = JobVerdict.ErrorOf(job)!;
        Assert.Equal(MhsmErrorId.JobFailed, error.ErrorId);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_may_already_have_failed()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Accepted, ScriptedHsm.Job("Failed", "ResourceNotFound", end: 1612565597));
        MhsmJob job = await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        Assert.True(job.HasEnded);
        Assert.NotNull(JobVerdict.ErrorOf(job));
    }

    [Fact]
    public async Task A_backup_that_succeeded_names_its_container_and_folder()
    {
        const string Uri = "https://contosobackup.blob.core.windows.net/hsm/backups/mhsm-contoso-2020083120161860";
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job("Succeeded", error: null, end: 1612565605, uri: Uri));
        MhsmJob job = await hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);

        Assert.Equal("backups/mhsm-contoso-2020083120161860", job.BackupFolder);
        Assert.Equal(Uri, job.BackupUri!.AbsoluteUri);
        Assert.Null(JobVerdict.ErrorOf(job));
    }

    [Theory]
    [InlineData("succeeded", true)]
    [InlineData("FAILED", true)]
    [InlineData("Canceled", true)]
    [InlineData("Pausing", false)]
    [InlineData("inprogress", false)]
    public async Task A_status_is_kept_as_it_came_and_compared_without_case(string status, bool ends)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job(status));
        MhsmJob job = await hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        Assert.Equal((status, ends), (job.Status, job.HasEnded));
    }

    [Fact]
    public async Task Nested_errors_are_kept_to_any_depth()
    {
        const string Error = """{"code":"A","message":"outer","innererror":{"code":"B","message":null,"innererror":{"code":null,"message":"deep","innererror":null}}}""";
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job("Failed", error: Error, end: 1612565605));
        MhsmJob job = await hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        Assert.Equal("A: outer (B (deep))", job.Error!.ToString());
        Assert.Equal("deep", job.Error.InnerError!.InnerError!.Message);
    }

    [Fact]
    public async Task A_malformed_operation_header_does_no_harm()
    {
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"), ("azure-asyncoperation", "https:///backup//pending"))
            .Then(HttpStatusCode.OK, ScriptedHsm.Job("Succeeded", error: null, end: 1612565605));
        MhsmJob job = await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        await hsm.Client().GetBackupStatusAsync(job, Cancel);
        Assert.Equal($"https://contoso-hsm.managedhsm.azure.net/backup/{ScriptedHsm.JobId}/pending?api-version=7.6", hsm.Requests[1].Uri.AbsoluteUri);
    }

    [Fact]
    public async Task A_start_whose_body_is_cut_off_keeps_the_job_id_of_its_header()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(
            HttpStatusCode.Accepted, "{\"status\":\"InPro", ("azure-asyncoperation", $"https://contoso-hsm.managedhsm.azure.net/backup/{ScriptedHsm.JobId}/pending"));
        MhsmJob job = await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        Assert.Equal((ScriptedHsm.JobId, "InProgress"), (job.JobId, job.Status));
    }

    [Theory]
    [InlineData("""{"error":{"code":"Conflict","message":"Another backup operation is in progress","innererror":null}}""", MhsmErrorId.OperationInProgress)]
    [InlineData("""{"error":{"code":"Conflict","message":"x","innererror":{"code":"ObjectIsDeletedButRecoverable"}}}""", MhsmErrorId.Conflict)]
    [InlineData("not json", MhsmErrorId.Conflict)]
    public async Task A_conflict_keeps_the_services_words(string body, string errorId)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Conflict, body, ("x-ms-request-id", "1234"));
        MhsmServiceException error = await Assert.ThrowsAsync<MhsmServiceException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Equal((errorId, 409, "1234"), (error.ErrorId, error.Status, error.RequestId));
        Assert.Contains("1234", error.Message, StringComparison.Ordinal);
        Assert.Single(hsm.Requests);
    }

    [Theory]
    [InlineData("""{"error":{"code":"Conflict","message":"Key is in a deleted but recoverable state","innererror":{"code":"ObjectIsDeletedButRecoverable"}}}""", "Recover it")]
    [InlineData("""{"error":{"code":"KeyAlreadyExists","message":"The key exists"}}""", "delete and purge")]
    public async Task A_key_that_exists_is_told_from_a_busy_hsm(string body, string advice)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Conflict, body);
        MhsmServiceException error = await Assert.ThrowsAsync<MhsmServiceException>(
            () => hsm.Client().StartSelectiveKeyRestoreAsync("rsa-key2", ScriptedHsm.Storage("/mhsm-contoso-2020083120161860"), Cancel));
        Assert.Equal(MhsmErrorId.KeyExists, error.ErrorId);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, MhsmErrorId.AccessDenied, "Managed HSM Backup")]
    [InlineData(HttpStatusCode.NotFound, MhsmErrorId.JobNotFound, "-Operation")]
    [InlineData(HttpStatusCode.BadRequest, MhsmErrorId.RequestRefused, "400")]
    public async Task A_refused_read_says_what_to_do(HttpStatusCode status, string errorId, string advice)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(status, """{"error":{"code":"X","message":"the service's words"}}""");
        MhsmServiceException error = await Assert.ThrowsAsync<MhsmServiceException>(() => hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.Contains("the service's words", error.Message, StringComparison.Ordinal);
    }
}
