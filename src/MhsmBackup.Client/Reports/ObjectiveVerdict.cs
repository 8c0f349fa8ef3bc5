namespace MhsmBackup.Reports;

/// <summary>Whether an HSM's last good backup is as young as the recovery point objective asks.</summary>
public enum ObjectiveVerdict
{
    /// <summary>It is.</summary>
    Met,

    /// <summary>It is, as far as its name tells: its blobs were not looked at.</summary>
    NotChecked,

    /// <summary>It is older.</summary>
    Missed,

    /// <summary>There is no good backup at all.</summary>
    NoBackup,
}
