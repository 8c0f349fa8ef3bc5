using MhsmBackup.Service;
using MhsmBackup.Service.Wire;

namespace MhsmBackup.Keys;

/// <summary>Makes a <see cref="ManagedHsmKey"/> out of a body. Its name and version stand in its id: <c>{hsm}/keys/{name}/{version}</c>.</summary>
internal static class KeyReader
{
    public static ManagedHsmKey Read(KeyBody body)
    {
        string[] path = Uri.TryCreate(body.Key?.Kid ?? body.Kid, UriKind.Absolute, out Uri? id) ? id.AbsolutePath.Trim('/').Split('/') : [];
        return new ManagedHsmKey
        {
            Name = path.Length > 1 ? path[1] : string.Empty,
            Version = path.Length > 2 ? path[2] : null,
            PublicPart = body.Key?.Describe(),
            IsEnabled = body.Attributes?.Enabled,
            Created = UnixTime.Read(body.Attributes?.Created),
            Updated = UnixTime.Read(body.Attributes?.Updated),
            DeletedDate = UnixTime.Read(body.DeletedDate),
            ScheduledPurgeDate = UnixTime.Read(body.ScheduledPurgeDate),
        };
    }
}
