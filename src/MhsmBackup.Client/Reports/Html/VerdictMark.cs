namespace MhsmBackup.Reports.Html;

/// <summary>A verdict in shape, words and colour: none of the three is needed to tell it.</summary>
internal static class VerdictMark
{
    public static string Of(ObjectiveVerdict verdict) => verdict switch
    {
        ObjectiveVerdict.Met => "<span class=\"verdict met\"><span aria-hidden=\"true\">&#10004;</span> objective met</span>",
        ObjectiveVerdict.Missed => "<span class=\"verdict missed\"><span aria-hidden=\"true\">&#10008;</span> objective missed</span>",
        _ => "<span class=\"verdict none\"><span aria-hidden=\"true\">&#9675;</span> no backup found</span>",
    };
}
