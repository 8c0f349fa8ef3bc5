namespace MhsmBackup.Emulator.Access;

/// <summary>The built-in roles, with the service's ids and data actions.</summary>
public static class BuiltInRoles
{
    private static readonly string[] RoleManagement =
    [
        DataActions.RoleAssignmentDelete, DataActions.RoleAssignmentRead, DataActions.RoleAssignmentWrite,
        DataActions.RoleDefinitionRead, DataActions.Prefix + "roleDefinitions/write/action", DataActions.Prefix + "roleDefinitions/delete/action",
    ];

    /// <summary>Security domain, full backup and restore, roles; no key operation.</summary>
    public static BuiltInRole Administrator { get; } = new("a290e904-7015-4bba-90c8-60543313cdb4", "Managed HSM Administrator",
    [
        .. RoleManagement,
        DataActions.Prefix + "securitydomain/download/action", DataActions.Prefix + "securitydomain/download/read",
        DataActions.Prefix + "securitydomain/upload/action", DataActions.Prefix + "securitydomain/upload/read",
        DataActions.Prefix + "securitydomain/transferkey/read",
        DataActions.BackupStart, DataActions.RestoreStart, DataActions.BackupStatus, DataActions.RestoreStatus,
    ]);

    /// <summary>Purges and recovers deleted keys, manages roles.</summary>
    public static BuiltInRole CryptoOfficer { get; } = new("515eb02d-2335-4d2d-92f2-b1cbdf9c3778", "Managed HSM Crypto Officer",
    [
        .. RoleManagement,
        DataActions.DeletedKeyRead, DataActions.DeletedKeyPurge, DataActions.DeletedKeyRecover, DataActions.Prefix + "keys/export/action",
    ]);

    /// <summary>Makes, uses and deletes keys; neither purges nor recovers them.</summary>
    public static BuiltInRole CryptoUser { get; } = new("21dbd100-6940-42c2-9190-5d6cb909625b", "Managed HSM Crypto User",
    [
        DataActions.RoleDefinitionRead, DataActions.RoleAssignmentRead,
        DataActions.KeyRead, DataActions.KeyWrite, DataActions.KeyDelete, DataActions.KeyCreate,
        DataActions.Prefix + "keys/import/action", DataActions.Prefix + "keys/release/action",
        DataActions.KeyBackup, DataActions.Prefix + "keys/restore/action",
        DataActions.KeyEncrypt, DataActions.KeyDecrypt, DataActions.KeyWrap, DataActions.KeyUnwrap, DataActions.KeySign, DataActions.KeyVerify,
        DataActions.Prefix + "rng/action",
    ]);

    /// <summary>Manages role assignments.</summary>
    public static BuiltInRole PolicyAdministrator { get; } = new("4bd23610-cdcf-4971-bdee-bdc562cc28e4", "Managed HSM Policy Administrator", RoleManagement);

    /// <summary>Reads keys and roles.</summary>
    public static BuiltInRole CryptoAuditor { get; } = new("2c18b078-7c48-4d3a-af88-5a3a1b3f82b3", "Managed HSM Crypto Auditor",
        [DataActions.RoleAssignmentRead, DataActions.RoleDefinitionRead, DataActions.KeyRead, DataActions.DeletedKeyRead]);

    /// <summary>Wraps and unwraps for services that encrypt.</summary>
    public static BuiltInRole CryptoServiceEncryptionUser { get; } = new("33413926-3206-4cdd-b39a-83574fe37a17", "Managed HSM Crypto Service Encryption User",
        [DataActions.KeyRead, DataActions.KeyWrap, DataActions.KeyUnwrap]);

    /// <summary>Starts backups and reads their status; not the status of restores.</summary>
    public static BuiltInRole Backup { get; } = new("7b127d3c-77bd-4e3e-bbe0-dbb8971fa7f8", "Managed HSM Backup",
        [DataActions.BackupStart, DataActions.BackupStatus, DataActions.KeyBackup]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BuiltInRole> All { get; } =
        [Administrator, CryptoOfficer, CryptoUser, PolicyAdministrator, CryptoAuditor, CryptoServiceEncryptionUser, Backup];

    /// <summary>Finds a role by its name (with or without "Managed HSM ", spaces and hyphens), its id or its full id.</summary>
    /// <param name="role">What to look for.</param>
    /// <returns>The role, or null.</returns>
    public static BuiltInRole? Find(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        string id = role[(role.LastIndexOf('/') + 1)..];
        string name = Plain(role);
        return All.FirstOrDefault(candidate => Same(candidate.Id, id) || Same(Plain(candidate.Name), name) || Same(Plain(candidate.Name), "ManagedHSM" + name));
    }

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
