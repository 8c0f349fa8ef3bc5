using System.Collections.Concurrent;
using System.Collections.Immutable;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Keys;

/// <summary>The keys of one HSM and the rules of their lives.</summary>
public sealed class KeyStore
{
    private readonly HsmState state;
    private readonly HsmSettings settings;
    private readonly ConcurrentDictionary<string, DateTimeOffset> heldNames = new(StringComparer.OrdinalIgnoreCase);

    internal KeyStore(HsmState state, HsmSettings settings)
    {
        this.state = state;
        this.settings = settings;
    }

    /// <summary>The names of the live keys.</summary>
    public IReadOnlyList<string> Names => [.. state.Contents.Keys.Keys];

    /// <summary>The names of the soft-deleted keys.</summary>
    public IReadOnlyList<string> DeletedNames => [.. Deleted.Keys];

    internal ImmutableSortedDictionary<string, HsmKey> Live => state.Contents.Keys;

    /// <summary>What is soft-deleted and not yet due to be purged.</summary>
    internal ImmutableSortedDictionary<string, DeletedHsmKey> Deleted
    {
        get
        {
            long now = Seconds;
            ImmutableSortedDictionary<string, DeletedHsmKey> deleted = state.Contents.DeletedKeys;
            return deleted.RemoveRange(deleted.Where(entry => entry.Value.ScheduledPurgeDate <= now).Select(entry => entry.Key));
        }
    }

    private long Seconds => settings.TimeProvider.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Makes a key, or a new version of it.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="type">RSA-HSM, EC-HSM or oct-HSM.</param>
    /// <param name="tags">Its tags.</param>
    /// <returns>The version that was made.</returns>
    public string Create(string name, string type = "EC-HSM", IReadOnlyDictionary<string, string>? tags = null) =>
        Create(name, new CreateKeyRequest { KeyType = type, Tags = tags?.ToImmutableSortedDictionary() }).Latest.Version;

    /// <summary>The versions of a live key, the oldest first; none if there is no such key.</summary>
    /// <param name="name">The key's name.</param>
    /// <returns>Version ids.</returns>
    public IReadOnlyList<string> Versions(string name) =>
        state.Contents.Keys.TryGetValue(name, out HsmKey? key) ? [.. key.Versions.Select(version => version.Version)] : [];

    /// <summary>Soft-deletes a key.</summary>
    /// <param name="name">The key's name.</param>
    public void Delete(string name) => DeleteKey(name);

    /// <summary>Purges a soft-deleted key.</summary>
    /// <param name="name">The key's name.</param>
    public void Purge(string name)
    {
        TakeDeleted(name, (contents, _) => contents);
        heldNames[name] = settings.TimeProvider.GetUtcNow() + settings.NameHeldAfterPurge;
    }

    internal HsmKey Create(string name, CreateKeyRequest request)
    {
        ThrowIfNameIsTaken(name);
        KeyVersion version = KeyFactory.Create(request, settings.TimeProvider.GetUtcNow());
        HsmKey? made = null;
        state.Update(contents =>
        {
            ThrowIfNameIsTaken(name);
            made = contents.Keys.TryGetValue(name, out HsmKey? key) ? key.With(version) : new HsmKey(name, [version]);
            return contents with { Keys = contents.Keys.SetItem(name, made), DeletedKeys = contents.DeletedKeys.Remove(name) };
        });
        return made!;
    }

    internal HsmKey Get(string name) => Live.TryGetValue(name, out HsmKey? key) ? key : throw NotFound(name);

    internal DeletedHsmKey GetDeleted(string name) => Deleted.TryGetValue(name, out DeletedHsmKey? key) ? key : throw NotFound(name);

    internal HsmKey Update(string name, string? version, UpdateKeyRequest request)
    {
        HsmKey? updated = null;
        state.Update(contents =>
        {
            HsmKey key = contents.Keys.GetValueOrDefault(name) ?? throw NotFound(name);
            KeyVersion old = key.Find(version) ?? throw NotFound($"{name}/{version}");
            updated = key.With(old with
            {
                Operations = request.Operations is null ? old.Operations : [.. request.Operations],
                Enabled = request.Attributes?.Enabled ?? old.Enabled,
                NotBefore = request.Attributes?.NotBefore ?? old.NotBefore,
                Expires = request.Attributes?.Expires ?? old.Expires,
                Tags = request.Tags ?? old.Tags,
                Updated = Seconds,
            });
            return contents with { Keys = contents.Keys.SetItem(name, updated) };
        });
        return updated!;
    }

    internal DeletedHsmKey DeleteKey(string name)
    {
        DeletedHsmKey? deleted = null;
        state.Update(contents =>
        {
            HsmKey key = contents.Keys.GetValueOrDefault(name) ?? throw NotFound(name);
            long now = Seconds;
            deleted = new DeletedHsmKey(key, now, now + (settings.RecoverableDays * 86400L));
            return contents with { Keys = contents.Keys.Remove(name), DeletedKeys = contents.DeletedKeys.SetItem(name, deleted) };
        });
        return deleted!;
    }

    internal HsmKey Recover(string name) =>
        TakeDeleted(name, (contents, deleted) => contents with { Keys = contents.Keys.SetItem(name, deleted.Key) }).Key;

    /// <summary>A key comes back from a backup: its name must be free, not even soft-deleted.</summary>
    internal void ThrowIfNotFree(string name)
    {
        if (Live.ContainsKey(name))
        {
            throw ServiceException.Conflict($"Key {name} already exists. Delete and purge it before it is restored.");
        }

        ThrowIfNameIsTaken(name);
    }

    internal void Restore(HsmKey key) => state.Update(contents =>
    {
        ThrowIfNotFree(key.Name);
        return contents with { Keys = contents.Keys.SetItem(key.Name, key), DeletedKeys = contents.DeletedKeys.Remove(key.Name) };
    });

    internal static ServiceException NotFound(string key) =>
        ServiceException.NotFound("KeyNotFound", $"A key with (name/id) {key} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command.");

    private DeletedHsmKey TakeDeleted(string name, Func<HsmContents, DeletedHsmKey, HsmContents> change)
    {
        DeletedHsmKey? taken = null;
        state.Update(contents =>
        {
            taken = GetDeleted(name);
            return change(contents, taken) with { DeletedKeys = contents.DeletedKeys.Remove(name) };
        });
        return taken!;
    }

    private void ThrowIfNameIsTaken(string name)
    {
        if (Deleted.ContainsKey(name) || IsHeld(name))
        {
            throw ServiceException.Conflict(
                $"Key {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.",
                "ObjectIsDeletedButRecoverable");
        }
    }

    private bool IsHeld(string name) => heldNames.TryGetValue(name, out DateTimeOffset until) && settings.TimeProvider.GetUtcNow() < until;
}
