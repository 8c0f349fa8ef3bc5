using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Secrets;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Removal;
using MhsmBackup.Storage.Retention;

namespace MhsmBackup.Cmdlets;

/// <summary>Removes backups that are named, or those of whole containers that a policy does not keep.</summary>
[Cmdlet(VerbsCommon.Remove, "MhsmBackup", DefaultParameterSetName = Backup, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MhsmRemoval), typeof(MhsmRemovalPlan))]
public sealed class RemoveMhsmBackupCommand : StorageCmdlet
{
    private const string Backup = "Backup";
    private const string BackupByName = "BackupByName";
    private const string Policy = "Policy";

    private readonly List<BackupPlace> _named = [];
    private readonly Dictionary<string, StorageContainer> _containers = new(StringComparer.Ordinal);
    private readonly HeldErrors _errors = new();
    private RetentionPolicy? _policy;
    private BackupFilter? _filter;
    private BackupInspections? _inspections;
    private RemovalRunner? _runner;

    /// <summary>The URI of a backup's folder, or of its container with -BackupFolder; with a policy, of whole containers.</summary>
    [Parameter(Position = 0, ParameterSetName = Backup, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = Policy)]
    [Alias("StorageContainerUri", "StorageResourceUri", "BackupUri", "FolderUri")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument[]? ContainerUri { get; set; }

    /// <summary>The backup's folder in the container, for example mhsm-contoso-hsm-2026112316180860; it may be nested.</summary>
    [Parameter(ParameterSetName = Backup, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = BackupByName)]
    [Alias("Folder")]
    [ArgumentCompleter(typeof(BackupFolderCompleter))]
    public string? BackupFolder { get; set; }

    /// <summary>The storage account that has the container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BackupByName)]
    [Parameter(ParameterSetName = Policy)]
    [ValidateNotNullOrEmpty]
    public string? StorageAccountName { get; set; }

    /// <summary>The blob container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BackupByName)]
    [Parameter(ParameterSetName = Policy)]
    [Alias("StorageContainerName", "ContainerName")]
    [ValidateNotNullOrEmpty]
    public string? BlobContainerName { get; set; }

    /// <summary>What a plan that is piped in does with the backup: only what it says to remove is removed.</summary>
    [Parameter(ParameterSetName = Backup, ValueFromPipelineByPropertyName = true, DontShow = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Action { get; set; } = "Remove";

    /// <summary>Removes what is named even if it is the newest complete backup, or may still be being written. It does not keep from asking.</summary>
    [Parameter(ParameterSetName = Backup)]
    [Parameter(ParameterSetName = BackupByName)]
    public SwitchParameter Force { get; set; }

    /// <summary>Only backups of these HSMs; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = Policy)]
    [Alias("Hsm")]
    [SupportsWildcards]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string[]? HsmName { get; set; }

    /// <summary>Keeps the newest n backups.</summary>
    [Parameter(ParameterSetName = Policy)]
    public int KeepLast { get; set; }

    /// <summary>Keeps the newest backup of each of the last n days that have one.</summary>
    [Parameter(ParameterSetName = Policy)]
    public int KeepDaily { get; set; }

    /// <summary>Keeps the newest backup of each of the last n ISO weeks that have one.</summary>
    [Parameter(ParameterSetName = Policy)]
    public int KeepWeekly { get; set; }

    /// <summary>Keeps the newest backup of each of the last n months that have one.</summary>
    [Parameter(ParameterSetName = Policy)]
    public int KeepMonthly { get; set; }

    /// <summary>Keeps the newest backup of each of the last n years that have one.</summary>
    [Parameter(ParameterSetName = Policy)]
    public int KeepYearly { get; set; }

    /// <summary>Removes only what is older: a number of days, or a TimeSpan.</summary>
    [Parameter(ParameterSetName = Policy)]
    [DaysTransformation]
    public TimeSpan OlderThan { get; set; }

    /// <summary>Looks into folders as well that are no backups.</summary>
    [Parameter(ParameterSetName = Policy)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Returns what the policy keeps as well, with the reasons.</summary>
    [Parameter(ParameterSetName = Policy)]
    public SwitchParameter PassThru { get; set; }

    private bool IsByPolicy => ParameterSetName == Policy;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _inspections = new BackupInspections(StopToken);
        _runner = new RemovalRunner(Queue, _errors, HostConsole.IsWatched(Host), StopToken);
        if (!IsByPolicy) return;
        try
        {
            if (ContainerUri is not null && (StorageAccountName ?? BlobContainerName) is not null)
            {
                throw new MhsmInputException(
                    MhsmErrorId.ContainerConflict,
                    "-ContainerUri was given, and -StorageAccountName or -BlobContainerName as well. Name the container one way.");
            }

            TimeSpan? olderThan = MyInvocation.BoundParameters.ContainsKey(nameof(OlderThan)) ? OlderThan : null;
            _policy = new RetentionPolicy([.. Rules()], olderThan);
            _filter = new BackupFilter { HsmNames = HsmNames.Of(HsmName), IsRecursive = Recurse };
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!IsToBeRemoved()) return;
        foreach (ContainerUriArgument? uri in ContainerUri ?? [null!])
        {
            try
            {
                StorageContainer container = Open(uri, StorageAccountName, BlobContainerName);
                RemovalSas.Check(container.SignIn, DateTime.UtcNow);
                if (IsByPolicy)
                {
                    _containers[container.Address.FolderUri.AbsoluteUri] = container;
                }
                else
                {
                    BackupPlace place = BackupLocator.Locate(container, BackupFolder);
                    if (!_named.Any(known => known.Folder == place.Folder && known.Container.Address.Uri == container.Address.Uri)) _named.Add(place);
                }
            }
            catch (MhsmException e)
            {
                WriteError(e, Redaction.OfOptionalText(uri?.ToString() ?? BackupFolder));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Task<IReadOnlyList<PlannedRemoval>> planning = Task.Run(PlanAsync);
        Await(planning);
        List<PlannedRemoval> confirmed = [.. planning.GetAwaiter().GetResult().Where(IsConfirmed)];
        if (!IsWhatIf)
        {
            Await(Task.Run(() => _runner!.RunAsync(confirmed)));
            _errors.WriteTo(this, StopsAtErrors);
        }

        if (IsByPolicy && !planning.GetAwaiter().GetResult().Any(each => each.Plan.Action == MhsmRemovalAction.Remove)) WriteVerbose("The policy removes nothing.");
    }

    private protected override void TellOfStop()
    {
        _errors.TellTo(TellAfterStop);
        string[] halves = [.. _runner?.HalfRemoved() ?? []];
        if (halves.Length > 0)
            TellAfterStop($"Stopped while backups were being removed. {string.Join("; ", halves)}. What is left cannot be restored: run Remove-MhsmBackup again to finish.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _inspections?.Dispose();
        base.Dispose(disposing);
    }

    // What is no plan has no Action, and is removed. A plan may come back with its Action as text or as a number.
    private bool IsToBeRemoved()
    {
        string what = Redaction.OfOptionalText(BackupFolder ?? ContainerUri?.FirstOrDefault()?.ToString()) ?? "The backup";
        bool isKnown = Enum.TryParse(Action, ignoreCase: true, out MhsmRemovalAction action) && Enum.IsDefined(typeof(MhsmRemovalAction), action);
        if (isKnown && action == MhsmRemovalAction.Remove) return true;
        if (isKnown) WriteVerbose($"{what} was left as it is: its plan says Keep.");
        else WriteError(new MhsmInputException(MhsmErrorId.InvalidBackup, $"{what} was left as it is: its Action is '{Redaction.OfText(Action ?? string.Empty)}', and neither Keep nor Remove."), what);
        return false;
    }

    private IEnumerable<RetentionRule> Rules()
    {
        (string Name, RetentionPeriod Period, int Count)[] all =
        [
            (nameof(KeepLast), RetentionPeriod.Last, KeepLast),
            (nameof(KeepDaily), RetentionPeriod.Daily, KeepDaily),
            (nameof(KeepWeekly), RetentionPeriod.Weekly, KeepWeekly),
            (nameof(KeepMonthly), RetentionPeriod.Monthly, KeepMonthly),
            (nameof(KeepYearly), RetentionPeriod.Yearly, KeepYearly),
        ];
        return all.Where(rule => MyInvocation.BoundParameters.ContainsKey(rule.Name)).Select(rule => new RetentionRule(rule.Period, rule.Count));
    }

    private async Task<IReadOnlyList<PlannedRemoval>> PlanAsync()
    {
        var planner = new RemovalPlanner(_inspections!, (error, target) => Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(error, target))));
        if (!IsByPolicy)
            return [.. (await Task.WhenAll(_named.Select(place => planner.PlanNamedAsync(place, Force))).ConfigureAwait(false)).OfType<PlannedRemoval>()];
        IReadOnlyList<PlannedRemoval>[] plans = await Task.WhenAll(ContainersOnce().Select(container => planner.PlanAsync(container, _filter!, _policy!, StopToken))).ConfigureAwait(false);
        return [.. plans.SelectMany(plan => plan)];
    }

    // With -Recurse a container has the folders in it as well, which may have been named beside it.
    private IEnumerable<StorageContainer> ContainersOnce() => _containers.Values.Where(each => !Recurse || !_containers.Values.Any(other => other.Address.Contains(each.Address)));

    private bool IsConfirmed(PlannedRemoval planned)
    {
        MhsmRemovalPlan plan = planned.Plan;
        bool isWhatIf = IsWhatIf;
        if (isWhatIf || (PassThru && plan.Action == MhsmRemovalAction.Keep)) WriteObject(plan);
        if (plan.Action == MhsmRemovalAction.Keep)
        {
            WriteVerbose(plan.ToString());
            return false;
        }

        string size = plan.Size is long bytes ? string.Format(CultureInfo.InvariantCulture, ", {0:N0} bytes", bytes) : string.Empty;
        string action = $"Remove {planned.Place.Container.Address.At(planned.Place.Folder)} (of {plan.HsmName}, taken {plan.Time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}{size}): {plan.Reason}";
        return ShouldProcess(action, $"{action}?{Environment.NewLine}A backup that is removed cannot be restored.", "Remove backups of Managed HSMs") && !isWhatIf;
    }
}
