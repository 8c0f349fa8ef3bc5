using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.SignIn;

/// <summary>A wait is longer than a token lives, and a token can be refused before its time.</summary>
public sealed class TokenLifetimeTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    [Fact]
    public async Task A_token_that_expires_in_the_middle_of_a_wait_is_renewed_and_the_wait_goes_on()
    {
        Emulator.SignIn.TokenLifetime = TimeSpan.FromSeconds(2);
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Run("Connect-Mhsm -Credential $credential -TenantId $tenant");
        Task<SessionResult> waiting = Session.InvokeAsync("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -PollInterval 0.2");
        await Emulator.Requests.WaitForAsync(_ => SignIns.Count >= 3, Cancel);
        Hsm.CurrentJob!.FinishNow();
        SessionResult result = await waiting;
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Equal("Succeeded", Assert.IsType<MhsmJob>(Assert.Single(result.Output).BaseObject).Status);
        Assert.Single(Emulator.Requests.Of("POST", "/backup"));
        Assert.DoesNotContain(Emulator.Requests.All, request => request.Status == 401);
    }

    [Fact]
    public async Task A_person_is_not_asked_again_in_the_middle_of_a_wait()
    {
        Emulator.SignIn.TokenLifetime = TimeSpan.FromSeconds(2);
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        await ConnectWithCodeAsync();
        Task<SessionResult> waiting = Session.InvokeAsync("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -PollInterval 0.2");
        int asked = SignIns.Count;
        await Emulator.Requests.WaitForAsync(_ => SignIns.Count >= asked + 2, Cancel);
        Hsm.CurrentJob!.FinishNow();
        Assert.Empty((await waiting).Errors);
        Assert.Single(SignIns, request => request.Path.EndsWith("/devicecode", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_has_ended_ends_the_wait_with_the_job_and_the_way_back()
    {
        Emulator.SignIn.TokenLifetime = TimeSpan.FromSeconds(2);
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        await ConnectWithCodeAsync();
        Task<SessionResult> waiting = Session.InvokeAsync("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -PollInterval 0.2");
        await Emulator.Requests.WaitForAsync(request => request.Path.EndsWith("/pending", StringComparison.Ordinal), Cancel);
        Emulator.SignIn.RevokeRefreshTokens();
        SessionResult result = await waiting;
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith(MhsmErrorId.InteractionRequired + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Connect-Mhsm -DeviceCode", error.ToString(), StringComparison.Ordinal);

        // Nothing is lost: the job is there, and whoever signs in again comes back to it.
        MhsmJob job = Assert.IsType<MhsmJob>(Assert.Single(result.Output).BaseObject);
        Assert.Equal("InProgress", job.Status);
        Hsm.CurrentJob!.FinishNow();
        Emulator.SignIn.TokenLifetime = TimeSpan.FromHours(1);
        await ConnectWithCodeAsync();
        Session.Set("job", job);
        Assert.Equal("Succeeded", RunForJob("$job | Wait-MhsmJob").Status);
    }

    [Theory]
    [InlineData("Connect-Mhsm -Credential $credential -TenantId $tenant")]
    [InlineData("Connect-Mhsm -ManagedIdentity -ClientId $waiting")]
    public async Task A_login_endpoint_that_is_away_for_a_while_does_not_end_a_wait(string connect)
    {
        IdentityEndpoint();
        Session.Set("waiting", Waiting.ClientId);
        Emulator.SignIn.TokenLifetime = TimeSpan.FromSeconds(2);
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Run(connect);
        // Every try of one renewal, and the renewal after it is answered.
        Task<SessionResult> waiting = Session.InvokeAsync("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -PollInterval 0.2");
        await Emulator.Requests.WaitForAsync(request => request.Path.EndsWith("/pending", StringComparison.Ordinal), Cancel);
        Emulator.Faults.Add("status=503,hsm=login,count=8");
        await Emulator.Requests.WaitForAsync(request => request.Hsm is null && request.Number > 8 && request.Status == 200, Cancel);
        Hsm.CurrentJob!.FinishNow();
        SessionResult result = await waiting;
        Assert.Empty(result.Errors);
        Assert.Equal("Succeeded", Assert.IsType<MhsmJob>(Assert.Single(result.Output).BaseObject).Status);
    }

    [Fact]
    public async Task A_token_that_was_given_and_expires_in_the_middle_of_a_wait_is_said_to_have_and_the_job_comes_out()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Session.Set("given", Emulator.IssueToken(App, TimeSpan.FromSeconds(3)));
        SessionResult result = await Session.InvokeAsync("Connect-Mhsm -AccessToken $given | ForEach-Object { }; Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -PollInterval 0.2");
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith(MhsmErrorId.AccessTokenExpired + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Connect-Mhsm", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("InProgress", Assert.IsType<MhsmJob>(Assert.Single(result.Output).BaseObject).Status);
    }

    [Fact]
    public void Claims_that_a_challenge_asks_for_are_in_the_next_token()
    {
        Run("Connect-Mhsm -Credential $credential -TenantId $tenant");
        Emulator.Faults.Add("claims,method=GET");
        Assert.Equal("Succeeded", BackUp().Status);
        Assert.Equal(2, SignIns.Count);
        Assert.Single(Emulator.Requests.Of("POST", "/backup"));
    }

    private async Task ConnectWithCodeAsync()
    {
        Task<SessionResult> connecting = Session.InvokeAsync("Connect-Mhsm -DeviceCode -TenantId $tenant");
        Emulator.SignIn.Approve(await Emulator.SignIn.WaitForUserCodeAsync(Cancel), User);
        Assert.Empty((await connecting).Errors);
    }
}
