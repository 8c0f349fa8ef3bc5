using System.Globalization;

namespace MhsmBackup.Reports.Text;

/// <summary>The marks of a timeline in text; each is one character wide, and none is told by its colour alone.</summary>
internal sealed class TimelinePen(bool isAscii, bool hasColours)
{
    private const string Escape = "\u001b[";

    public string Partial => Paint("!", "31");

    public string None => Paint(isAscii ? "." : "·", "90");

    public string Cut => isAscii ? "~" : "…";

    public string Good(int count) => Paint(
        count switch
        {
            1 => isAscii ? "#" : "■",
            <= 9 => count.ToString(CultureInfo.InvariantCulture),
            _ => "+",
        },
        "32");

    /// <summary>A day with a good backup is good, whatever else there is on it.</summary>
    public string Of(DayCell cell) => cell.Good > 0 ? Good(cell.Good) : cell.Partial > 0 ? Partial : None;

    private string Paint(string mark, string colour) => hasColours ? $"{Escape}{colour}m{mark}{Escape}0m" : mark;
}
