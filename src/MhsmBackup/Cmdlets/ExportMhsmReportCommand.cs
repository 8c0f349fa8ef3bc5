using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Reports;
using MhsmBackup.Reports.Html;
using MhsmBackup.Restores;
using MhsmBackup.Secrets;

namespace MhsmBackup.Cmdlets;

/// <summary>Writes a page for the auditor: one HTML file, which needs no network.</summary>
[Cmdlet(VerbsData.Export, "MhsmReport", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMhsmReportCommand : BackupViewCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    /// <summary>The file; one that is there is overwritten.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file, its name as it is.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>How old the last good backup of an HSM may be; one day without it. A plain number is seconds.</summary>
    [Parameter]
    [Alias("RPO")]
    [DurationTransformation]
    public TimeSpan RecoveryPointObjective { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The page's title.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>
    /// Results of restore drills: what Invoke-MhsmRestoreDrill returned, also after Import-Clixml or ConvertFrom-Json. The last
    /// one of each HSM is shown.
    /// </summary>
    [Parameter]
    [AllowEmptyCollection]
    public PSObject[]? Drill { get; set; }

    /// <summary>Does not overwrite a file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Overwrites a read-only file as well.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            ObjectiveArgument.Check(RecoveryPointObjective);
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string path = PathOfFile();
        try
        {
            if (NoClobber && File.Exists(path)) throw ReportFile.Invalid(path, "it is there, and -NoClobber was given");
            if (!ShouldProcess(Redaction.OfText(path), "Write a report of backups")) return;
            var options = new ReportOptions { UtcNow = DateTime.UtcNow, Objective = RecoveryPointObjective, Author = Session.Context?.Account, Drills = Drills() };
            if (Title is not null) options = options with { Title = Title };
            IReadOnlyList<HsmHistory> histories = Histories(options.UtcNow);
            if (histories.Count == 0) WriteWarning("No backup was given: the report says that none was found.");
            ReportFile.Write(path, ReportPage.Write(histories, options), Force);
            // As Get-Item gives it: its table needs what PowerShell notes on a file.
            if (PassThru) WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, Redaction.OfText(path)));
        }
    }

    private List<MhsmRestoreDrill> Drills()
    {
        var drills = new List<MhsmRestoreDrill>();
        foreach (PSObject input in (Drill ?? []).Where(input => input is not null))
        {
            try
            {
                drills.Add(DrillArgument.Parse(input));
            }
            catch (MhsmInputException e)
            {
                WriteError(e, input);
            }
        }

        return drills;
    }

    private string PathOfFile()
    {
        string given = Path ?? LiteralPath!;
        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out ProviderInfo provider, out _);
            if (provider.Name == "FileSystem") return path;
            throw ReportFile.Invalid(given, $"it is a path of the provider {provider.Name}; give one of the file system");
        }
        catch (Exception e) when (e is MhsmException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            ThrowTerminatingError(ErrorRecords.From(e as MhsmException ?? ReportFile.Invalid(given, e.Message), Redaction.OfUri(given)));
            throw;
        }
    }
}
