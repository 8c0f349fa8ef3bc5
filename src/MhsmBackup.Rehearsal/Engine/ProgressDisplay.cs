using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>
/// Shows progress: on a terminal one line a record, drawn again in place; elsewhere a plain line when the state of a record
/// changes, and none for the passing of time alone.
/// </summary>
internal sealed partial class ProgressDisplay(HostOptions options)
{
    private const int BarWidth = 24;

    private readonly SortedDictionary<int, ProgressRecord> _records = [];
    private readonly Dictionary<int, string> _written = [];
    private int _drawn;

    public void Show(ProgressRecord record)
    {
        if (options.Output is null) return;
        Hide();
        if (record.RecordType == ProgressRecordType.Completed) _records.Remove(record.ActivityId);
        else _records[record.ActivityId] = record;

        if (options.IsTerminal) Redraw();
        else WriteIfChanged(record);
    }

    /// <summary>Takes the lines off the terminal, so that text may be written.</summary>
    public void Hide()
    {
        if (_drawn == 0) return;
        options.Output!.Write($"\u001b[{_drawn}A\u001b[J");
        _drawn = 0;
    }

    /// <summary>Takes every bar away: a pipeline that was stopped leaves its own unfinished.</summary>
    public void Clear()
    {
        Hide();
        _records.Clear();
        _written.Clear();
    }

    /// <summary>Draws the lines again, below the text.</summary>
    public void Redraw()
    {
        if (!options.IsTerminal) return;
        foreach (ProgressRecord record in _records.Values)
        {
            options.Output!.WriteLine("\u001b[36m" + Text(record) + "\u001b[0m");
            _drawn++;
        }

        options.Output!.Flush();
    }

    [GeneratedRegex(@"(\d+\.)?\d\d:\d\d:\d\d\s*")]
    private static partial Regex Elapsed();

    private void WriteIfChanged(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _written.Remove(record.ActivityId);
            return;
        }

        string state = record.Activity + Elapsed().Replace(record.StatusDescription, string.Empty);
        if (_written.TryGetValue(record.ActivityId, out string? before) && before == state) return;
        _written[record.ActivityId] = state;
        options.Output!.WriteLine("  .. " + Text(record));
    }

    private static string Text(ProgressRecord record)
    {
        string indent = record.ParentActivityId >= 0 ? "  " : string.Empty;
        if (record.PercentComplete < 0) return $"{indent}{record.Activity}: {record.StatusDescription}";
        int full = record.PercentComplete * BarWidth / 100;
        string bar = new string('#', full) + new string('.', BarWidth - full);
        return string.Format(CultureInfo.InvariantCulture, "{0}{1} [{2}] {3}", indent, record.Activity, bar, record.StatusDescription);
    }
}
