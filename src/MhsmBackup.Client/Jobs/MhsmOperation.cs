namespace MhsmBackup.Jobs;

/// <summary>What a job does. The names are the REST operations'.</summary>
public enum MhsmOperation
{
    /// <summary>A full backup: <c>POST /backup</c>.</summary>
    Backup,

    /// <summary>A full restore: <c>PUT /restore</c>. It replaces all that the HSM holds.</summary>
    Restore,

    /// <summary>The restore of one key with all its versions: <c>PUT /keys/{name}/restore</c>.</summary>
    SelectiveKeyRestore,

    /// <summary>A check whether a backup could run: <c>POST /prebackup</c>, api-version 7.6 and later.</summary>
    PreBackup,

    /// <summary>A check whether a restore could run: <c>PUT /prerestore</c>, api-version 7.6 and later.</summary>
    PreRestore,
}
