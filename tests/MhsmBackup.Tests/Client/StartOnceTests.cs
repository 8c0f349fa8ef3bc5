using System.Net;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;

namespace MhsmBackup.Tests.Client;

/// <summary>A start is sent once, unless it surely never reached the service or the service asks for it.</summary>
public sealed class StartOnceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_failure_of_the_service_leaves_a_start_uncertain_and_is_not_repeated(HttpStatusCode status)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(status, """{"error":{"code":"InternalServerError","message":"oops"}}""");
        DateTime before = DateTime.UtcNow;
        MhsmStartUncertainException error = await Assert.ThrowsAsync<MhsmStartUncertainException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Single(hsm.Requests);
        Assert.Contains("oops", error.Message, StringComparison.Ordinal);
        Assert.Contains("mhsm-contoso-hsm-<time>", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.SentAfter, before, DateTime.UtcNow);
    }

    [Fact]
    public async Task A_lost_answer_leaves_a_start_uncertain_and_is_not_repeated()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely."));
        MhsmStartUncertainException error = await Assert.ThrowsAsync<MhsmStartUncertainException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Single(hsm.Requests);
        Assert.Contains("may have started", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_job_leaves_a_start_uncertain()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Accepted, "<html>a proxy's page</html>");
        MhsmStartUncertainException error = await Assert.ThrowsAsync<MhsmStartUncertainException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Contains("a proxy's page", error.Message, StringComparison.Ordinal);
        Assert.Single(hsm.Requests);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task A_start_that_never_left_is_sent_again(HttpRequestError cause)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(new HttpRequestException(cause)).Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"));
        MhsmJob job = await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        Assert.Equal(ScriptedHsm.JobId, job.JobId);
        Assert.Equal(2, hsm.Requests.Count);
    }

    [Fact]
    public async Task A_start_that_never_left_at_all_is_no_uncertain_start()
    {
        var hsm = new ScriptedHsm();
        for (int i = 0; i < 4; i++) hsm.Then(new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"));
        MhsmConnectionException error = await Assert.ThrowsAsync<MhsmConnectionException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Equal(MhsmErrorId.HsmUnreachable, error.ErrorId);
        Assert.Equal(4, hsm.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_told_at_once()
    {
        var notFound = new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
        ScriptedHsm hsm = new ScriptedHsm().Then(new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known", notFound));
        MhsmConnectionException error = await Assert.ThrowsAsync<MhsmConnectionException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Single(hsm.Requests);
        Assert.Contains("name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_start_is_sent_again_when_the_service_asks_for_it(HttpStatusCode status)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(status, "", ("Retry-After", "0")).Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"));
        await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        Assert.Equal(2, hsm.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, MhsmErrorId.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable, MhsmErrorId.ServiceFailed)]
    [InlineData(HttpStatusCode.RequestTimeout, MhsmErrorId.RequestRefused)]
    public async Task Without_a_Retry_After_it_is_not(HttpStatusCode status, string errorId)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(status);
        MhsmException error = await Assert.ThrowsAnyAsync<MhsmException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Single(hsm.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_read_is_repeated(HttpStatusCode status)
    {
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(status).Then(new HttpRequestException(HttpRequestError.ResponseEnded, "ended")).Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress"));
        MhsmJob job = await hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        Assert.Equal("InProgress", job.Status);
        Assert.Equal(3, hsm.Requests.Count);
    }
}
