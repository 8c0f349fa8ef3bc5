using System.Text.Json.Nodes;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class BackupTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_full_backup_answers_202_with_a_job_and_ends_as_a_folder_of_real_blobs()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("rsa-key", "RSA-HSM");
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/backup", BackupBody(container)), "backup");
        Assert.Equal("Succeeded", end["status"]);
        string uri = end["azureStorageBlobContainerUri"]!;
        Assert.StartsWith(container.Uri.AbsoluteUri + "/mhsm-contoso-hsm-", uri, StringComparison.Ordinal);
        string folder = uri[(container.Uri.AbsoluteUri.Length + 1)..];
        Assert.Contains(folder + "/manifest.json", await container.BlobNamesAsync(folder + "/"));
    }

    [Fact]
    public async Task A_lost_hsm_has_its_keys_again_after_a_full_restore()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string version = Hsm.Keys.Create("rsa-key", "RSA-HSM");
        string modulus = (await Wire.GetAsync("/keys/rsa-key")).Json["key"]!["n"]!.GetValue<string>();
        string folder = await BackUpAsync(container);
        Hsm.Lose();
        Assert.Equal(404, (await Wire.GetAsync("/keys/rsa-key")).Status);

        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/restore", RestoreBody(container, folder)), "restore");

        Assert.Equal("Succeeded", end["status"]);
        JsonNode key = (await Wire.GetAsync("/keys/rsa-key")).Json["key"]!;
        Assert.Equal(modulus, key["n"]!.GetValue<string>());
        Assert.EndsWith("/keys/rsa-key/" + version, key["kid"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
