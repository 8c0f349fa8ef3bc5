using System.Net;

namespace MhsmBackup.Tests.Storage;

/// <summary>Stands before a storage account and refuses to list the blobs of one folder.</summary>
internal sealed class BrokenListing(Uri storage, string folder) : StorageFront(storage)
{
    protected override async Task PassAsync(HttpListenerContext context)
    {
        if (context.Request.RawUrl!.Contains("prefix=" + folder, StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
            context.Response.Close();
            return;
        }

        using HttpResponseMessage answer = await Client.GetAsync(new Uri(Storage, context.Request.RawUrl));
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.Close(await answer.Content.ReadAsByteArrayAsync(), willBlock: false);
    }
}
