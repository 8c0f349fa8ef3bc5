using System.Net;
using System.Text;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Copying;

namespace MhsmBackup.Tests.Storage;

/// <summary>
/// How another account is let in to the source. Azurite does not check it within one account, so storage is written down here,
/// as https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url and put-block-from-url describe it.
/// </summary>
public sealed class CopySourceRightTests
{
    private const string Folder = "mhsm-contoso-hsm-2026112316180860";
    private const string From = "https://contosobackup.blob.core.windows.net/hsm";
    private const string To = "https://contosowest.blob.core.windows.net/hsm";
    private const string ToSas = "sv=2022-11-02&sr=c&sp=rcwl&se=2099-01-01T00:00:00Z&sig=ZGVzdGluYXRpb24%3D";
    private const string FromSas = "sv=2022-11-02&sr=c&sp=rl&se=2099-01-01T00:00:00Z&sig=c291cmNl";

    private readonly Wire _wire = new();
    private readonly List<string> _written = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_identity_s_token_for_storage_goes_with_the_source(bool inBlocks)
    {
        string? asked = null;
        var way = new AzurePowerShellSignIn((resource, _, _) =>
        {
            asked = resource;
            return Task.FromResult(new Identity.Tokens.DelegatedToken(SecureText.Protect("the-token-of-the-source"), DateTimeOffset.UtcNow.AddHours(1)));
        });
        await CopyAsync(StorageSignIn.WithIdentity(new MhsmIdentity(way, ManagedHsmCloud.Public)), inBlocks);

        Assert.Equal("https://storage.azure.com", asked);
        var copies = Copies();
        Assert.Equal(inBlocks ? 2 : 1, copies.Count);
        Assert.All(copies, copy =>
        {
            Assert.Equal("Bearer the-token-of-the-source", copy["x-ms-copy-source-authorization"]);
            Assert.Equal($"{From}/{Folder}/a", copy["x-ms-copy-source"]);
            Assert.Equal("\"0x8D1\"", copy["x-ms-source-if-match"]);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sas_goes_in_the_source_s_address_and_no_token_with_it(bool inBlocks)
    {
        await CopyAsync(StorageSignIn.WithSas(SasToken.Parse(SecureText.Protect(FromSas))), inBlocks);
        Assert.All(Copies(), copy =>
        {
            Assert.Equal($"{From}/{Folder}/a?{FromSas}", copy["x-ms-copy-source"]);
            Assert.False(copy.ContainsKey("x-ms-copy-source-authorization"));
        });
    }

    [Fact]
    public async Task The_account_s_key_makes_a_sas_for_https_that_reads_one_blob_and_soon_ends()
    {
        var key = SecureText.Protect(Convert.ToBase64String(new byte[64]));
        await CopyAsync(StorageSignIn.WithKey(ContainerAddress.Parse(From, out _), key), inBlocks: false);
        SasToken made = SasToken.Parse(SecureText.Protect(new Uri(Assert.Single(Copies())["x-ms-copy-source"]).Query));
        Assert.Equal("r", made.Permissions);
        Assert.InRange(made.ExpiresOn!.Value, DateTime.UtcNow, DateTime.UtcNow.AddHours(1));
        Assert.Contains("spr=https&", Copies()[0]["x-ms-copy-source"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_changes_between_listing_and_copy_is_told_as_changed()
    {
        MhsmException error = await Assert.ThrowsAnyAsync<MhsmException>(() => CopyAsync(
            StorageSignIn.WithSas(SasToken.Parse(SecureText.Protect(FromSas))), inBlocks: false, Wire.Refusal(HttpStatusCode.PreconditionFailed, "SourceConditionNotMet")));
        Assert.Equal(MhsmErrorId.BackupChanged, error.ErrorId);
        Assert.DoesNotContain("sig=", error.ToString(), StringComparison.Ordinal);
    }

    private IReadOnlyList<IReadOnlyDictionary<string, string>> Copies() => [.. _wire.Requests.Where(request => request.Headers.ContainsKey("x-ms-copy-source")).Select(request => request.Headers)];

    private async Task CopyAsync(StorageSignIn signIn, bool inBlocks, HttpResponseMessage? refusal = null)
    {
        _wire.Answer = request => request.Headers.Contains("x-ms-copy-source") && refusal is not null ? refusal : Answer(request);
        var connections = new StorageConnections(HsmPipeline.CreateTransport(wrap: inner => new WireHandler(_wire) { InnerHandler = inner })) { RetryDelay = TimeSpan.FromMilliseconds(1) };
        StorageContainer source = connections.Open(ContainerAddress.Parse(From, out _), signIn);
        StorageContainer destination = connections.Open(ContainerAddress.Parse(To, out _), StorageSignIn.WithSas(SasToken.Parse(SecureText.Protect(ToSas))));
        Assert.True(BackupFolderName.TryParse(Folder, out BackupFolderName? name));
        using BackupCopier copier = inBlocks ? new() { InBlocksAbove = 1, SizeOfBlock = 64 } : new();
        MhsmBackupCopy copy = await copier.CopyAsync(new BackupPlace(source, Folder, name!), destination, Folder, new CopyProgress(), TestContext.Current.CancellationToken);
        Assert.True(copy.Verified);
    }

    // One blob of 100 bytes without an MD5; the copy is there once it was written, with what it was given as metadata.
    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        string query = request.RequestUri!.Query;
        if (query.Contains("comp=list", StringComparison.Ordinal) && request.RequestUri.AbsolutePath == "/hsm")
        {
            bool isSource = request.RequestUri.AbsoluteUri.StartsWith(From, StringComparison.Ordinal);
            return Xml(isSource ? List(string.Empty) : _written.Count == 0 ? List(null) : List(_written[0]));
        }

        if (query.Contains("comp=blocklist", StringComparison.Ordinal) && request.Method == HttpMethod.Get) return Wire.Refusal(HttpStatusCode.NotFound, "BlobNotFound");
        if (request.Headers.TryGetValues("x-ms-meta-mhsmbackup_source_etag", out IEnumerable<string>? version)) _written.Add(version.Single());
        var written = new HttpResponseMessage(query.Length == 0 || !query.Contains("comp=", StringComparison.Ordinal) ? HttpStatusCode.Accepted : HttpStatusCode.Created) { Content = new ByteArrayContent([]) };
        written.Headers.TryAddWithoutValidation("ETag", "\"0x8D2\"");
        written.Content.Headers.LastModified = DateTimeOffset.UtcNow;
        written.Headers.Add("x-ms-copy-status", "success");
        return written;
    }

    private static string List(string? sourceETag) =>
        $"""
        <?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="{From}" ContainerName="hsm"><Blobs>{(sourceETag is null ? string.Empty : $"""
        <Blob><Name>{Folder}/a</Name><Properties><Last-Modified>Mon, 23 Nov 2026 16:20:00 GMT</Last-Modified><Etag>0x8D1</Etag><Content-Length>100</Content-Length><BlobType>BlockBlob</BlobType></Properties>
        <Metadata>{(sourceETag.Length == 0 ? string.Empty : $"<mhsmbackup_copy_of_blobs>1</mhsmbackup_copy_of_blobs><mhsmbackup_source_etag>{System.Net.WebUtility.HtmlEncode(sourceETag)}</mhsmbackup_source_etag>")}</Metadata></Blob>
        """)}</Blobs><NextMarker /></EnumerationResults>
        """;

    private static HttpResponseMessage Xml(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "application/xml") };
}
