using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that takes jobs: as objects, or by HSM, job id and operation.</summary>
public abstract class JobCmdlet : ServiceCmdlet
{
    internal const string ByObject = "ByObject";
    internal const string ById = "ById";

    // The field is no MhsmOperation: a value type of the client in the layout of a cmdlet would load the client at the import.
    private object? _operation;

    /// <summary>
    /// Jobs: what a starting cmdlet or Get-MhsmJob returned, also after Import-Clixml, ConvertFrom-Json or Import-Csv.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [Alias("Job")]
    [ValidateNotNull]
    public PSObject[]? InputObject { get; set; }

    /// <summary>The HSM that runs the job: its name or its URL. Without it the default of Connect-Mhsm.</summary>
    [Parameter(ParameterSetName = ById)]
    [Alias("HsmUri", "Id", "HsmObject")]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string? HsmName { get; set; }

    /// <summary>The job's id: 32 hexadecimal digits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    public string[]? JobId { get; set; }

    /// <summary>What the job does: a backup and a restore are read at different addresses.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    public MhsmOperation Operation
    {
        get => _operation is null ? default : (MhsmOperation)_operation;
        set => _operation = value;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
        {
            string hsm;
            try
            {
                hsm = HsmName ?? Defaults.HsmOf(Session, Cloud).Uri.AbsoluteUri;
            }
            catch (MhsmException e)
            {
                WriteError(e, target: null);
                return;
            }

            foreach (string id in JobId!) Try(new PSObject(new { HsmName = hsm, JobId = id, Operation }), id);
        }
        else
        {
            foreach (PSObject input in InputObject ?? []) Try(input, input);
        }
    }

    private protected abstract void Process(MhsmJob job);

    private void Try(PSObject input, object target)
    {
        MhsmJob job;
        try
        {
            job = JobArgument.Parse(input, ChosenCloud);
        }
        catch (MhsmException e)
        {
            WriteError(e, target);
            return;
        }

        Process(job);
    }
}
