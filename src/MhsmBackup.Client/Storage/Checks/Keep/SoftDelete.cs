namespace MhsmBackup.Storage.Checks;

/// <summary>Judges how long something that was deleted is kept.</summary>
internal static class SoftDelete
{
    /// <summary>What the portal proposes: https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview.</summary>
    public const int WantedDays = 7;

    public static CheckResult Judge(int? days, string what, string remedy) => days switch
    {
        null => CheckResult.Warning($"A deleted {what} is lost at once.", $"Keep it: {remedy}."),
        < WantedDays => CheckResult.Warning($"A deleted {what} can be brought back for {Days(days.Value)}, less than {WantedDays}.", $"Keep it longer: {remedy}."),
        _ => CheckResult.Pass($"A deleted {what} can be brought back for {Days(days.Value)}."),
    };

    private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";
}
