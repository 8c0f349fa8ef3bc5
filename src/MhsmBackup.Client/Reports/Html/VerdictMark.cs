namespace MhsmBackup.Reports.Html;

/// <summary>
/// A verdict in shape, words and colour: none of the three is needed to tell it. The shapes are drawn, because not every
/// font has a sign for them.
/// </summary>
internal static class VerdictMark
{
    private const string Disc = "<circle cx=\"12\" cy=\"12\" r=\"11\"/><path class=\"ink\" d=\"M7 12.5l3.5 3.5L17 9\"/>";
    private const string Diamond = "<path d=\"M12 .5L23.5 12 12 23.5.5 12z\"/><path class=\"ink\" d=\"M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3q-1.1.6-1.1 1.9M12 17.2v.4\"/>";
    private const string Triangle = "<path d=\"M12 1.5L23.5 22H.5z\"/><path class=\"ink\" d=\"M12 9v6M12 18v.8\"/>";
    private const string Square = "<rect x=\"1.5\" y=\"1.5\" width=\"21\" height=\"21\" rx=\"3\"/><path class=\"ink\" d=\"M7.5 7.5l9 9M16.5 7.5l-9 9\"/>";

    /// <summary>The shape and the words.</summary>
    public static string Of(ObjectiveVerdict verdict) => $"<span class=\"verdict {ClassOf(verdict)}\">{Shape(verdict)} {WordsOf(verdict)}</span>";

    /// <summary>The shape alone, where the words stand beside it.</summary>
    public static string Shape(ObjectiveVerdict verdict) => $"<svg class=\"shape {ClassOf(verdict)}\" viewBox=\"0 0 24 24\" width=\"20\" height=\"20\" aria-hidden=\"true\">{ShapeOf(verdict)}</svg>";

    private static string ClassOf(ObjectiveVerdict verdict) => verdict switch
    {
        ObjectiveVerdict.Met => "met",
        ObjectiveVerdict.NotChecked => "unknown",
        ObjectiveVerdict.Missed => "missed",
        _ => "none",
    };

    private static string WordsOf(ObjectiveVerdict verdict) => verdict switch
    {
        ObjectiveVerdict.Met => "objective met",
        ObjectiveVerdict.NotChecked => "not checked",
        ObjectiveVerdict.Missed => "objective missed",
        _ => "no backup found",
    };

    private static string ShapeOf(ObjectiveVerdict verdict) => verdict switch
    {
        ObjectiveVerdict.Met => Disc,
        ObjectiveVerdict.NotChecked => Diamond,
        ObjectiveVerdict.Missed => Triangle,
        _ => Square,
    };
}
