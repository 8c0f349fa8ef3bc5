using System.Management.Automation;
using System.Management.Automation.Host;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Keys;
using MhsmBackup.Pipeline;
using MhsmBackup.Restores;
using MhsmBackup.Restores.Keys;
using MhsmBackup.Service;
using MhsmBackup.Session;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>
/// Starts the restore of one key, with all its versions, and returns its job at once; or recovers a key that is soft-deleted. An
/// HSM runs one restore at a time, so of several keys each further one is started when the one before it has ended.
/// </summary>
[Cmdlet(VerbsData.Restore, "MhsmKey", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true)]
[OutputType(typeof(MhsmJob))]
public sealed class RestoreMhsmKeyCommand : RestoreCmdlet
{
    internal const string Recovery = "Recover";

    private readonly Dictionary<string, Task> _lastOfHsm = [];
    private readonly List<InspectedKey> _keys = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly KeySummary _summary = new();
    private readonly KeyTelling _telling = new();
    private WildcardPattern[] _patterns = [];
    private KeyInspection? _inspection;
    private KeyRestorer? _restorer;
    private bool _isHsmGiven;
    private bool _isKeyGiven;
    private bool _hasKeys;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The names of the keys. What a backup holds is encrypted, so it cannot be listed: the names are given.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [KeyTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[]? KeyName { get; set; }

    /// <summary>Takes all names that were given; with -Like those that match.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Of the names that were given, takes those that match one of these patterns. What the backup holds is not looked at.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Like { get; set; }

    /// <summary>Purges a key that is soft-deleted, for good, before it is restored. It is asked for separately.</summary>
    [Parameter(ParameterSetName = UriWithSas)]
    [Parameter(ParameterSetName = UriWithIdentity)]
    [Parameter(ParameterSetName = NameWithSas)]
    [Parameter(ParameterSetName = NameWithIdentity)]
    public SwitchParameter Purge { get; set; }

    /// <summary>Recovers a key that is soft-deleted, as it was when it was deleted; no backup is used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Recovery)]
    public SwitchParameter Recover { get; set; }

    /// <summary>Does not ask whether a key may be purged. For runbooks and pipelines.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override JobTelling Telling => _telling;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isHsmGiven = MyInvocation.BoundParameters.ContainsKey(nameof(HsmName));
        _isKeyGiven = MyInvocation.BoundParameters.ContainsKey(nameof(KeyName));
        _patterns = [.. (Like ?? []).Select(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))];
        _inspection = new KeyInspection(Connections, new StorageView(IdentityOf, ChosenCloud ?? ManagedHsmCloud.OfEnvironment()));
        _restorer = new KeyRestorer(Connections, text => Queue.Post(cmdlet => cmdlet.WriteVerbose(text)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (KeyName is null) return;
        _hasKeys = true;
        // A plain string by the pipeline may be either, and PowerShell gives it to both.
        if (!_isHsmGiven && !_isKeyGiven && HsmName is [string hsm] && KeyName is [string key] && ReferenceEquals(hsm, key))
        {
            WriteError(
                new MhsmInputException(MhsmErrorId.KeyNameMissing, $"'{Secrets.Redaction.OfUri(key)}' came by the pipeline, and may be an HSM or a key. Give the other one as a parameter: -HsmName or -KeyName."),
                Secrets.Redaction.OfUri(key));
            return;
        }

        base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_hasKeys)
        {
            WriteError(
                new MhsmInputException(MhsmErrorId.KeyNameMissing, "No key was named. Give the names with -KeyName or by the pipeline: what a backup holds is encrypted, and neither -All nor -Like can read names from it."),
                target: null);
        }

        // All are looked at before anything is changed: an HSM that restores one key checks no backup for the next.
        foreach (InspectedKey key in _keys) Await(Task.WhenAny(key.Inspecting));
        foreach (InspectedKey key in _keys) Decide(key);
        base.EndProcessing();
        _summary.Write(this);
    }

    private protected override void Take(ManagedHsmAddress hsm)
    {
        if (!Recover)
        {
            base.Take(hsm);
            return;
        }

        Inspect(hsm, storage: null);
    }

    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage) => Inspect(hsm, storage);

    private void Inspect(ManagedHsmAddress hsm, StorageAccess? storage)
    {
        foreach (string given in KeyName!)
        {
            KeyRestorePlan plan;
            try
            {
                plan = new KeyRestorePlan(hsm, ManagedHsmKeyName.Parse(given), storage) { MayPurge = Purge };
            }
            catch (MhsmException e)
            {
                WriteError(e, Secrets.Redaction.OfUri(given));
                continue;
            }

            if (_patterns.Length > 0 && !_patterns.Any(pattern => pattern.IsMatch(plan.KeyName))) WriteVerbose($"{plan.KeyName} matches none of {string.Join(", ", Like!)}.");
            else if (!_known.Add(plan.Target)) WriteVerbose($"{plan.Target} was named before.");
            else if (IsWhatIf) IsConfirmed(plan);
            else _keys.Add(new InspectedKey(plan, Task.Run(() => _inspection!.RunAsync(plan, StopToken))));
        }
    }

    private void Decide(InspectedKey inspected)
    {
        KeyRestorePlan plan = inspected.Plan;
        KeyFindings findings;
        try
        {
            Await(inspected.Inspecting);
            findings = inspected.Inspecting.GetAwaiter().GetResult();
        }
        catch (MhsmException e)
        {
            Fail(plan, e);
            return;
        }

        foreach (string note in findings.Notes) WriteVerbose(note);
        foreach (string warning in findings.Warnings) WarnOnce(warning);
        if (plan.Backup is null && findings.Sight.State == KeyState.Live) _summary.Recovered(plan.Hsm.Name, plan.KeyName);
        else if (IsConfirmed(plan) && (plan.Backup is null || findings.Sight.State != KeyState.Deleted || IsPurgeConfirmed(plan))) Run(plan, findings);
    }

    private bool IsConfirmed(KeyRestorePlan plan) =>
        ShouldProcess(plan.Target, plan.Backup is null ? "Recover as it was when it was deleted" : $"Restore from {Describe(plan.Backup)}");

    // The whole cmdlet is of medium impact: a restore adds a key. The purge is asked for by itself, as Remove-Item does with what it should not remove lightly.
    private bool IsPurgeConfirmed(KeyRestorePlan plan)
    {
        bool isQuiet = MyInvocation.BoundParameters.TryGetValue("Confirm", out object? confirm)
            ? !LanguagePrimitives.IsTrue(confirm)
            : GetVariableValue("ConfirmPreference") is ConfirmImpact.None;
        if (Force || isQuiet) return true;
        string question = $"Purge the soft-deleted key {plan.KeyName} on {plan.Hsm.Name} for good, to restore it from {Describe(plan.Backup!)}?{Environment.NewLine}"
            + "A purge cannot be undone. What a backup holds is encrypted: whether this one has the key is seen only when it is restored.";
        try
        {
            return ShouldContinue(question, "Purge a key of a Managed HSM", hasSecurityImpact: true, ref _yesToAll, ref _noToAll);
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException or PSNotImplementedException or NotImplementedException)
        {
            Fail(plan, new MhsmException(MhsmErrorId.PurgeNotConfirmed, $"{plan.Target} has to be purged first, which is final, and nobody can be asked here. Nothing was changed. Give -Force where it is meant.", e));
            return false;
        }
    }

    private void Run(KeyRestorePlan plan, KeyFindings findings)
    {
        string host = plan.Hsm.Uri.Authority;
        _lastOfHsm.TryGetValue(host, out Task? before);
        Task<Previous> run = Task.Run(() => RunAfterAsync((Task<Previous>?)before, plan, findings));
        _lastOfHsm[host] = run;
        Track(run);
    }

    private async Task<Previous> RunAfterAsync(Task<Previous>? before, KeyRestorePlan plan, KeyFindings findings)
    {
        try
        {
            if (before is not null && await EndOfAsync(await before.ConfigureAwait(false)).ConfigureAwait(false) is string open)
            {
                // A key must not be purged for a restore that the HSM may refuse.
                Queue.Post(_ => Fail(plan, KeyRefusals.MayBeBusy(plan, open)));
                return new Previous(Job: null, open);
            }

            StopToken.ThrowIfCancellationRequested();
            if (plan.Backup is null)
            {
                await _restorer!.RecoverAsync(plan, StopToken).ConfigureAwait(false);
                _summary.Recovered(plan.Hsm.Name, plan.KeyName);
                return new Previous(Job: null, Open: null);
            }

            if (findings.Sight.State == KeyState.Deleted) await _restorer!.PurgeAsync(plan, StopToken).ConfigureAwait(false);
            MhsmJob job = await _restorer!.RestoreAsync(plan, send => SendStartAsync(plan.Hsm, send), findings.Sight.State, StopToken).ConfigureAwait(false);
            if (findings.Sight.State == KeyState.Deleted) _telling.WasPurged(job);
            _summary.Started(plan.Hsm.Name, plan.KeyName, job);
            HandOver(job);
            return new Previous(job, Open: null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Queue.Post(_ => Fail(plan, e));
            return new Previous(Job: null, e is MhsmStartUncertainException ? $"it is not known whether the restore of {plan.KeyName} runs" : null);
        }
    }

    // What is not known of what went before; null when the HSM is known to be free of it.
    private async Task<string?> EndOfAsync(Previous previous)
    {
        if (previous.Job is not MhsmJob job) return previous.Open;
        try
        {
            MhsmJob ended = await JobEnd.OfAsync(job, Connections, updated: null, troubled: null, StopToken).ConfigureAwait(false);
            SessionJobs.Remember(ended);
            if (!Wait && _telling.ErrorOf(ended) is Exception error) Queue.Post(cmdlet => cmdlet.WriteWarning(error.Message));
            return null;
        }
        catch (MhsmException why)
        {
            Queue.Post(cmdlet => cmdlet.WriteWarning($"{job}: its end was not seen. {why.Message}"));
            return $"the end of {JobVerdict.Title(job)} was not seen";
        }
    }

    private void Fail(KeyRestorePlan plan, Exception e)
    {
        _summary.Failed(plan.Hsm.Name, plan.KeyName, (e as MhsmException)?.ErrorId ?? "UnexpectedError");
        WriteOrHold(e, plan.Target);
    }

    /// <summary>What an HSM did before: the job that runs there, or why it is not known whether one does.</summary>
    private sealed record Previous(MhsmJob? Job, string? Open);

    private sealed record InspectedKey(KeyRestorePlan Plan, Task<KeyFindings> Inspecting);
}
