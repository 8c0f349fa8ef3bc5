namespace MhsmBackup.Keys;

/// <summary>Whether a key of a name is there.</summary>
public enum KeyState
{
    /// <summary>The caller may not see it.</summary>
    Unknown,

    /// <summary>There is a live key: a restore is refused.</summary>
    Live,

    /// <summary>It is soft-deleted: a restore is refused until it is purged.</summary>
    Deleted,

    /// <summary>There is none, neither live nor soft-deleted: a restore may bring it back.</summary>
    Absent,
}
