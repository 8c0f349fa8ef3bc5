using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Keys;
using MhsmBackup.Service;

namespace MhsmBackup.Session;

/// <summary>
/// The names of HSMs' keys, live and soft-deleted, for completion, as somebody who is signed in may list them: asked for once in
/// five minutes, and waited for two seconds at most. What cannot be had is no error: no names.
/// </summary>
internal sealed class SessionKeyNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan NothingIsGoodFor = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, Listing> _known = [];

    /// <summary>The names, sorted; empty when they are not to be had.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="apiVersion">The session's version of the API; null for the default.</param>
    /// <param name="hsmName">The HSM's name or URL.</param>
    public IReadOnlyList<string> Of(MhsmIdentity identity, ManagedHsmApiVersion? apiVersion, string hsmName)
    {
        try
        {
            var connections = new ManagedHsmConnections(identity.For, identity.Cloud, apiVersion);
            ManagedHsmAddress hsm = connections.Find(hsmName);
            Task<IReadOnlyList<string>> names = Listed(hsm.Uri.AbsoluteUri, () => Task.Run(() => ListAsync(connections.KeysOf(hsm))));
            return names.Wait(Patience) ? names.Result : [];
        }
        catch (MhsmException)
        {
            return []; // no HSM, or one of another cloud: the command will say so
        }
    }

    private Task<IReadOnlyList<string>> Listed(string hsm, Func<Task<IReadOnlyList<string>>> list)
    {
        if (_known.TryGetValue(hsm, out Listing? known) && known.IsFresh) return known.Names;
        return (_known[hsm] = new Listing(DateTime.UtcNow, list())).Names;
    }

    // Two data actions, of which one may be missing.
    private static async Task<IReadOnlyList<string>> ListAsync(IManagedHsmKeyClient keys)
    {
        using var end = new CancellationTokenSource(NothingIsGoodFor);
        IReadOnlyList<string>[] names = await Task.WhenAll(NamesAsync(keys.ListAsync(end.Token)), NamesAsync(keys.ListDeletedAsync(end.Token))).ConfigureAwait(false);
        return [.. names.SelectMany(each => each).Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(name => name, StringComparer.OrdinalIgnoreCase)];
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(Task<IReadOnlyList<ManagedHsmKey>> listing)
    {
        try
        {
            return [.. (await listing.ConfigureAwait(false)).Select(key => key.Name)];
        }
        catch (Exception e) when (e is MhsmException or OperationCanceledException)
        {
            return [];
        }
    }

    private sealed record Listing(DateTime Begun, Task<IReadOnlyList<string>> Names)
    {
        public bool IsFresh => DateTime.UtcNow - Begun < (Names.Status == TaskStatus.RanToCompletion && Names.Result.Count == 0 ? NothingIsGoodFor : GoodFor);
    }
}
