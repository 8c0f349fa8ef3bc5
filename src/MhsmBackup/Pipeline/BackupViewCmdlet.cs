using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Reports;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that shows backups; it calls nothing.</summary>
public abstract class BackupViewCmdlet : MhsmCmdlet
{
    private readonly List<MhsmStoredBackup> _backups = [];

    /// <summary>Backups: what Get-MhsmBackup returned, also after Import-Clixml, ConvertFrom-Json or Import-Csv.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Backup")]
    [AllowEmptyCollection]
    public PSObject[]? InputObject { get; set; }

    /// <summary>HSMs that are shown even if there is no backup of them.</summary>
    [Parameter]
    [Alias("Hsm")]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completion.HsmNameCompleter))]
    public string[]? HsmName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject input in InputObject ?? [])
        {
            if (input is null) continue;
            try
            {
                _backups.Add(BackupArgument.Parse(input));
            }
            catch (MhsmException e)
            {
                WriteError(e, input);
            }
        }
    }

    private protected IReadOnlyList<HsmHistory> Histories(DateTime utcNow) => HsmHistory.Of(_backups, HsmNames.Of(HsmName), utcNow);
}
