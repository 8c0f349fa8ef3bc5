namespace MhsmBackup.Emulator.Backups;

/// <summary>What the HSMs' managed identity uses for one storage account.</summary>
/// <param name="AccountName">The storage account.</param>
/// <param name="AccountKey">The account's key, base64.</param>
public sealed record StorageCredential(string AccountName, string AccountKey)
{
    /// <summary>Reads <c>ACCOUNT=KEY</c> or a storage connection string.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="FormatException">It is neither.</exception>
    public static StorageCredential Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, string> parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);
        StorageCredential? credential = parts switch
        {
            _ when parts.TryGetValue("AccountName", out string? name) && parts.TryGetValue("AccountKey", out string? key) => new(name, key),
            { Count: 1 } => new(parts.Keys.Single(), parts.Values.Single()),
            _ => null,
        };
        return credential is not null && Convert.TryFromBase64String(credential.AccountKey, new byte[credential.AccountKey.Length], out _)
            ? credential
            : throw new FormatException("A storage credential is ACCOUNT=KEY or a connection string with AccountName and AccountKey.");
    }

    /// <inheritdoc/>
    // A record would print its members, and the key must never be among them.
    public override string ToString() => AccountName;
}
