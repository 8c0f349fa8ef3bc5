using Azure.Core;

namespace MhsmBackup.Keys;

/// <summary>One call about keys, with what its refusal has to say.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path on the HSM.</param>
/// <param name="Words">What it does, to stand behind <c>did not</c>.</param>
/// <param name="DataAction">The data action that it needs: https://learn.microsoft.com/azure/key-vault/managed-hsm/built-in-roles.</param>
/// <param name="Role">The narrowest built-in role that holds it.</param>
internal sealed record KeyRequest(RequestMethod Method, string Path, string Words, string DataAction, string Role)
{
    private const string Prefix = "Microsoft.KeyVault/managedHsm/keys/";
    private const string Auditor = "Managed HSM Crypto Auditor";
    private const string Officer = "Managed HSM Crypto Officer";

    public static KeyRequest Read(string name, string? version) =>
        new(RequestMethod.Get, version is null ? $"keys/{name}" : $"keys/{name}/{version}", $"show the key {name}", Prefix + "read/action", Auditor);

    public static KeyRequest ReadDeleted(string name) =>
        new(RequestMethod.Get, $"deletedkeys/{name}", $"show the soft-deleted key {name}", Prefix + "deletedKeys/read/action", Auditor);

    public static KeyRequest List() => new(RequestMethod.Get, "keys", "list its keys", Prefix + "read/action", Auditor);

    public static KeyRequest ListVersions(string name) =>
        new(RequestMethod.Get, $"keys/{name}/versions", $"list the versions of {name}", Prefix + "read/action", Auditor);

    public static KeyRequest ListDeleted() => new(RequestMethod.Get, "deletedkeys", "list its soft-deleted keys", Prefix + "deletedKeys/read/action", Auditor);

    public static KeyRequest Purge(string name) => new(RequestMethod.Delete, $"deletedkeys/{name}", $"purge the key {name}", Prefix + "deletedKeys/delete", Officer);

    public static KeyRequest Recover(string name) =>
        new(RequestMethod.Post, $"deletedkeys/{name}/recover", $"recover the key {name}", Prefix + "deletedKeys/recover/action", Officer);
}
