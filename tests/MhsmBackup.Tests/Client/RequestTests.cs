using System.Net;
using System.Text.Json;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Tests.Client;

/// <summary>What goes over the wire for each operation.</summary>
public sealed class RequestTests
{
    private const string Container = "https://contosobackup.blob.core.windows.net/hsm";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ScriptedHsm Accepting => new ScriptedHsm().Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"));

    [Fact]
    public async Task A_backup_is_a_POST_with_container_and_token()
    {
        ScriptedHsm hsm = Accepting;
        await hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        SeenRequest request = Assert.Single(hsm.Requests);
        Assert.Equal(("POST", "https://contoso-hsm.managedhsm.azure.net/backup?api-version=7.6"), (request.Method, request.Uri.AbsoluteUri));
        Assert.Equal(["storageResourceUri", "token"], Members(request.Body!));
        Assert.Equal((Container, ScriptedHsm.Sas), (Text(request.Body!, "storageResourceUri"), Text(request.Body!, "token")));
        Assert.Equal("Bearer token-1", request.Authorization);
        Assert.True(request.AsksBeforeBody);
    }

    [Fact]
    public async Task With_the_managed_identity_no_token_is_in_the_body()
    {
        ScriptedHsm hsm = Accepting;
        await hsm.Client().StartBackupAsync(StorageAccess.WithManagedIdentity(ContainerAddress.Parse(Container, out _)), Cancel);
        Assert.Equal($$"""{"storageResourceUri":"{{Container}}","useManagedIdentity":true}""", hsm.Requests[0].Body);
    }

    [Fact]
    public async Task A_full_restore_is_a_PUT_with_folderToRestore()
    {
        ScriptedHsm hsm = Accepting;
        MhsmJob job = await hsm.Client().StartRestoreAsync(ScriptedHsm.Storage("/backups/mhsm-x-20200831201618", SasPurpose.Restore), Cancel);
        SeenRequest request = Assert.Single(hsm.Requests);
        Assert.Equal(("PUT", "/restore"), (request.Method, request.Uri.AbsolutePath));
        Assert.Equal(["sasTokenParameters", "folderToRestore"], Members(request.Body!));
        Assert.Equal("backups/mhsm-x-20200831201618", Text(request.Body!, "folderToRestore"));
        Assert.Equal(Container, JsonDocument.Parse(request.Body!).RootElement.GetProperty("sasTokenParameters").GetProperty("storageResourceUri").GetString());
        Assert.Equal("backups/mhsm-x-20200831201618", job.BackupFolder);
    }

    [Fact]
    public async Task A_key_is_restored_by_a_PUT_with_folder()
    {
        ScriptedHsm hsm = Accepting;
        MhsmJob job = await hsm.Client().StartSelectiveKeyRestoreAsync("rsa-key2", ScriptedHsm.Storage("/mhsm-x-20200831201618", SasPurpose.Restore), Cancel);
        SeenRequest request = Assert.Single(hsm.Requests);
        Assert.Equal(("PUT", "/keys/rsa-key2/restore"), (request.Method, request.Uri.AbsolutePath));
        Assert.Equal(["sasTokenParameters", "folder"], Members(request.Body!));
        Assert.Equal("rsa-key2", job.KeyName);
    }

    [Fact]
    public async Task The_pre_checks_have_addresses_of_their_own()
    {
        ScriptedHsm hsm = Accepting.Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"));
        await hsm.Client().StartPreBackupAsync(ScriptedHsm.Storage(), Cancel);
        await hsm.Client().StartPreRestoreAsync(ScriptedHsm.Storage("/mhsm-x-20200831201618", SasPurpose.Restore), Cancel);
        Assert.Equal([("POST", "/prebackup"), ("PUT", "/prerestore")], hsm.Requests.Select(request => (request.Method, request.Uri.AbsolutePath)));
    }

    [Fact]
    public async Task A_restores_state_is_read_at_restore_and_a_backups_at_backup()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress")).Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress"));
        await hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        await hsm.Client().GetRestoreStatusAsync(ScriptedHsm.Known(MhsmOperation.SelectiveKeyRestore), Cancel);
        Assert.Equal([$"/backup/{ScriptedHsm.JobId}/pending", $"/restore/{ScriptedHsm.JobId}/pending"], hsm.Requests.Select(request => request.Uri.AbsolutePath));
    }

    [Theory]
    [InlineData("7.4")]
    [InlineData("7.2")]
    public async Task An_api_version_without_the_managed_identity_is_refused_before_any_call(string version)
    {
        var hsm = new ScriptedHsm();
        MhsmInputException error = await Assert.ThrowsAsync<MhsmInputException>(
            () => hsm.Client(apiVersion: version).StartBackupAsync(StorageAccess.WithManagedIdentity(ContainerAddress.Parse(Container, out _)), Cancel));
        Assert.Equal(MhsmErrorId.ApiVersionTooOld, error.ErrorId);
        Assert.Empty(hsm.Requests);
    }

    [Fact]
    public async Task An_api_version_without_pre_checks_is_refused_before_any_call()
    {
        var hsm = new ScriptedHsm();
        await Assert.ThrowsAsync<MhsmInputException>(() => hsm.Client(apiVersion: "7.5").StartPreBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Empty(hsm.Requests);
    }

    [Fact]
    public void Every_cloud_has_its_hosts()
    {
        Assert.Equal("https://contoso.managedhsm.usgovcloudapi.net/", ManagedHsmAddress.Parse("contoso", ManagedHsmCloud.UsGovernment).Uri.AbsoluteUri);
        Assert.Equal("https://contoso.managedhsm.azure.cn/", ManagedHsmAddress.Parse("contoso", ManagedHsmCloud.China).Uri.AbsoluteUri);
        Assert.Equal("https://acct.blob.core.chinacloudapi.cn/hsm", ContainerAddress.FromNames("acct", "hsm", ManagedHsmCloud.China).Uri.AbsoluteUri);
    }

    private static string[] Members(string json) => [.. JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => member.Name)];

    private static string? Text(string json, string member) => JsonDocument.Parse(json).RootElement.GetProperty(member).GetString();
}
