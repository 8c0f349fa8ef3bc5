using MhsmBackup.Storage;

namespace MhsmBackup.Reports.Html;

/// <summary>The sizes of an HSM's good backups over time, as far as they are known.</summary>
internal static class SizesFigure
{
    private const int Most = 60;
    private const int Width = 420;
    private const int Height = 64;
    private const int Margin = 6;

    public static void Write(HtmlText html, HsmHistory history)
    {
        MhsmStoredBackup[] sized = [.. history.Good.Where(backup => backup.Size is not null).Take(Most).Reverse()];
        if (sized.Length < 2) return;
        long least = sized.Min(backup => backup.Size!.Value), most = sized.Max(backup => backup.Size!.Value);
        string label = $"The sizes of the last {sized.Length} backups: from {ReportWords.Size(least)} to {ReportWords.Size(most)}, the newest {ReportWords.Size(sized[sized.Length - 1].Size!.Value)}";
        html.Raw("<figure>").Element("figcaption", label + ".");
        html.Raw($"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"{HtmlText.Attribute(label)}\"><line class=\"axis\" x1=\"0\" y1=\"{Height - 1}\" x2=\"{Width}\" y2=\"{Height - 1}\"/>");
        double span = (sized[sized.Length - 1].Time - sized[0].Time).TotalSeconds;
        (double X, double Y)[] points = [.. sized.Select(backup => (
            X: Margin + ((Width - (2 * Margin)) * (span <= 0 ? 0 : (backup.Time - sized[0].Time).TotalSeconds / span)),
            Y: Height - Margin - ((Height - (2 * Margin)) * (most == 0 ? 0 : (double)backup.Size!.Value / most))))];
        html.Raw("<polyline class=\"curve\" points=\"" + string.Join(" ", points.Select(point => FormattableString.Invariant($"{point.X:0.#},{point.Y:0.#}"))) + "\"/>");
        html.Raw(FormattableString.Invariant($"<circle class=\"dot\" cx=\"{points[points.Length - 1].X:0.#}\" cy=\"{points[points.Length - 1].Y:0.#}\" r=\"3\"/></svg></figure>"));
    }
}
