using MhsmBackup.Errors;
using MhsmBackup.Keys;

namespace MhsmBackup.Restores.Drills;

/// <summary>Reads many keys, a few at a time: an HSM that is in use has other work to do.</summary>
internal static class KeyReads
{
    private const int MaxConcurrentReads = 8;

    /// <summary>The versions of keys, by name; without public parts, and without the keys that are not there.</summary>
    /// <exception cref="MhsmException">See <see cref="IManagedHsmKeyClient"/>.</exception>
    public static async Task<Dictionary<string, IReadOnlyList<ManagedHsmKey>>> ListVersionsAsync(
        IManagedHsmKeyClient keys, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        (string Name, IReadOnlyList<ManagedHsmKey> Versions)[] all = await AllAsync(
            names.Distinct(StringComparer.OrdinalIgnoreCase),
            async (name, stop) => (name, await keys.ListVersionsAsync(name, stop).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return all.Where(key => key.Versions.Count > 0).ToDictionary(key => key.Name, key => key.Versions, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The same versions with their public parts, as far as they may be read.</summary>
    /// <exception cref="MhsmException">See <see cref="IManagedHsmKeyClient"/>.</exception>
    public static async Task<Dictionary<string, IReadOnlyList<ManagedHsmKey>>> ReadAsync(
        IManagedHsmKeyClient keys, IReadOnlyDictionary<string, IReadOnlyList<ManagedHsmKey>> versions, CancellationToken cancellationToken)
    {
        (string Name, ManagedHsmKey Version)[] all = await AllAsync(
            versions.SelectMany(key => key.Value.Select(version => (Name: key.Key, Version: version))),
            async (key, stop) => (key.Name, await ReadAsync(keys, key.Name, key.Version, stop).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return all.GroupBy(key => key.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(
            key => key.Key, key => (IReadOnlyList<ManagedHsmKey>)[.. key.Select(each => each.Version)], StringComparer.OrdinalIgnoreCase);
    }

    private static async Task<ManagedHsmKey> ReadAsync(IManagedHsmKeyClient keys, string name, ManagedHsmKey version, CancellationToken cancellationToken)
    {
        try
        {
            return version with { PublicPart = (await keys.FindAsync(name, version.Version, cancellationToken).ConfigureAwait(false))?.PublicPart };
        }
        catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
        {
            return version; // that it is there is known all the same
        }
    }

    // The first that fails ends the rest: a thousand keys are not asked for in vain.
    private static async Task<TOut[]> AllAsync<TIn, TOut>(IEnumerable<TIn> items, Func<TIn, CancellationToken, Task<TOut>> read, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(MaxConcurrentReads);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? first = null;
        Task<TOut>[] reads = [.. items.Select(OneAsync)];
        try
        {
            return await Task.WhenAll(reads).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (first is not null && !cancellationToken.IsCancellationRequested)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(first).Throw();
            throw;
        }

        async Task<TOut> OneAsync(TIn item)
        {
            await places.WaitAsync(end.Token).ConfigureAwait(false);
            try
            {
                return await read(item, end.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Interlocked.CompareExchange(ref first, e, null);
                end.Cancel();
                throw;
            }
            finally
            {
                places.Release();
            }
        }
    }
}
