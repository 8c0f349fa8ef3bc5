namespace MhsmBackup.Emulator.Access;

/// <summary>The data actions that the emulator checks.</summary>
internal static class DataActions
{
    internal const string Prefix = "Microsoft.KeyVault/managedHsm/";

    internal const string BackupStart = Prefix + "backup/start/action";
    internal const string BackupStatus = Prefix + "backup/status/action";
    internal const string RestoreStart = Prefix + "restore/start/action";
    internal const string RestoreStatus = Prefix + "restore/status/action";

    internal const string KeyRead = Prefix + "keys/read/action";
    internal const string KeyWrite = Prefix + "keys/write/action";
    internal const string KeyCreate = Prefix + "keys/create";
    internal const string KeyDelete = Prefix + "keys/delete";
    internal const string KeyBackup = Prefix + "keys/backup/action";
    internal const string KeySign = Prefix + "keys/sign/action";
    internal const string KeyVerify = Prefix + "keys/verify/action";
    internal const string KeyEncrypt = Prefix + "keys/encrypt/action";
    internal const string KeyDecrypt = Prefix + "keys/decrypt/action";
    internal const string KeyWrap = Prefix + "keys/wrap/action";
    internal const string KeyUnwrap = Prefix + "keys/unwrap/action";

    internal const string DeletedKeyRead = Prefix + "keys/deletedKeys/read/action";
    internal const string DeletedKeyPurge = Prefix + "keys/deletedKeys/delete";
    internal const string DeletedKeyRecover = Prefix + "keys/deletedKeys/recover/action";

    internal const string RoleDefinitionRead = Prefix + "roleDefinitions/read/action";
    internal const string RoleAssignmentRead = Prefix + "roleAssignments/read/action";
    internal const string RoleAssignmentWrite = Prefix + "roleAssignments/write/action";
    internal const string RoleAssignmentDelete = Prefix + "roleAssignments/delete/action";
}
