using System.Management.Automation;
using System.Management.Automation.Host;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Reports.Text;

namespace MhsmBackup.Cmdlets;

/// <summary>Draws backups in text: one row an HSM, one column a day, gaps visible.</summary>
[Cmdlet(VerbsCommon.Format, "MhsmTimeline")]
[OutputType(typeof(string))]
public sealed class FormatMhsmTimelineCommand : BackupViewCmdlet
{
    private const int DefaultWidth = 120;

    /// <summary>How many days are shown, today the last; as many as fit the width without it, 14 to 90.</summary>
    [Parameter]
    [ValidateRange(1, 366)]
    public int Days { get; set; }

    /// <summary>The width of a line in characters; that of the console without it, else 120.</summary>
    [Parameter]
    [ValidateRange(60, 1000)]
    public int Width { get; set; }

    /// <summary>How old the last good backup of an HSM may be: rows that break it say so. A plain number is seconds.</summary>
    [Parameter]
    [Alias("RPO")]
    [DurationTransformation]
    public TimeSpan RecoveryPointObjective { get; set; }

    /// <summary>Writes ASCII alone; it is also written where the console cannot show more.</summary>
    [Parameter]
    public SwitchParameter Ascii { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            bool hasObjective = MyInvocation.BoundParameters.ContainsKey(nameof(RecoveryPointObjective));
            var options = new TimelineOptions
            {
                Days = Days > 0 ? Days : null,
                Width = Width > 0 ? Width : WidthOfHost(),
                IsAscii = Ascii || !ShowsSymbols(),
                HasColours = ShowsColours(),
                Objective = hasObjective ? ObjectiveArgument.Check(RecoveryPointObjective) : null,
                UtcNow = DateTime.UtcNow,
            };
            foreach (string line in Timeline.Draw(Histories(options.UtcNow), options)) WriteObject(line);
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    private int WidthOfHost() => HostConsole.IsWatched(Host) ? Math.Max(60, Host.UI.RawUI.WindowSize.Width - 1) : DefaultWidth;

    // Only a console's encoding can lack the marks.
    private bool ShowsSymbols() => Host.Name != "ConsoleHost" || Console.OutputEncoding.CodePage is 65001 or 1200 or 1201 || Console.OutputEncoding.GetBytes("■·…").All(each => each != (byte)'?');

    private bool ShowsColours()
    {
        if (GetVariableValue("PSStyle") is not object style || Environment.GetEnvironmentVariable("NO_COLOR") is not null) return false;
        try
        {
            return Host.UI.SupportsVirtualTerminal && HostConsole.IsWatched(Host) && PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString() != "PlainText";
        }
        catch (Exception e) when (e is NotImplementedException or HostException or InvalidOperationException)
        {
            return false;
        }
    }
}
