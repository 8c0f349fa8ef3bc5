namespace MhsmBackup.Storage.Connection;

/// <summary>What to do about what keeps a blob from being changed or deleted.</summary>
internal static class ProtectionAdvice
{
    /// <summary>For a legal hold.</summary>
    public const string OfLegalHold = "A legal hold is on it, and only whoever set it can take it off.";

    /// <summary>For a time-based retention policy.</summary>
    /// <param name="until">Until when it holds, in UTC; null when that is not known.</param>
    public static string OfRetention(DateTime? until = null) => "A time-based retention policy holds it"
        + (until is DateTime end ? $" until {UtcText.Show(end)}. Wait until then" : ". Wait until it ends")
        + "; an unlocked policy can be shortened by its owner.";
}
