using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>Starts a full restore, which replaces all that the HSM holds, and returns its job at once.</summary>
[Cmdlet(VerbsLifecycle.Start, "MhsmRestore", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MhsmJob))]
public sealed class StartMhsmRestoreCommand : RestoreCmdlet
{
    private readonly List<PreparedRestore> _prepared = [];
    private readonly List<SafeRestoreSteps> _steps = [];
    private readonly HashSet<Uri> _known = [];
    private RestoreInspection? _inspection;

    /// <summary>Does not ask. For runbooks and pipelines.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// Takes a full backup of the HSM first and waits for it. Its job comes out too. If the service wants that backup older, the
    /// restore is asked for again when it is.
    /// </summary>
    [Parameter]
    public SwitchParameter SafetyBackup { get; set; }

    /// <summary>Where the safety backup goes; without it into the container that is restored from. It may carry a SAS.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? SafetyContainerUri { get; set; }

    /// <summary>A SAS with which the safety backup is written; without it the right that the restore reads with.</summary>
    [Parameter]
    [SecretTransformation]
    public SecureString? SafetySasToken { get; set; }

    /// <summary>Does not let the service check the restore first.</summary>
    [Parameter]
    public SwitchParameter SkipPreCheck { get; set; }

    /// <summary>Does not look at the backup in storage first.</summary>
    [Parameter]
    public SwitchParameter SkipBackupCheck { get; set; }

    private const string Reuse = "It serves again where the keys may be read and none has changed since; else another one is taken.";

    private protected override bool TakesDefaultHsm => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (!SafetyBackup && (SafetyContainerUri is not null || SafetySasToken is not null))
        {
            ThrowTerminatingError(ErrorRecords.From(
                new MhsmInputException(MhsmErrorId.SwitchConflict, "-SafetyContainerUri and -SafetySasToken say where a safety backup goes, and -SafetyBackup was not given. Give it too, or leave them out."),
                target: null));
        }

        _inspection = new RestoreInspection(Connections, new StorageView(IdentityOf, ChosenCloud ?? ManagedHsmCloud.OfEnvironment()));
    }

    // Every HSM is looked at and checked at once; the questions come one after the other, when all HSMs are known.
    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage)
    {
        var plan = new FullRestorePlan
        {
            Hsm = hsm,
            Backup = storage,
            Safety = SafetyBackup ? SafetyStorage(storage) : null,
            ChecksBackup = !SkipBackupCheck,
            PreChecks = !SkipPreCheck,
        };
        if (!_known.Add(hsm.Uri))
        {
            // Which one is meant is a guess, and the wrong one would wipe what the right one has.
            _prepared.RemoveAll(other => other.Plan.Hsm.Uri == hsm.Uri);
            throw new MhsmInputException(
                MhsmErrorId.RestoreGivenTwice,
                $"{hsm.Uri} was given more than once in this command, and nothing is restored into it: which backup is meant is not known. Give one for each HSM: Get-MhsmBackup -Latest.");
        }

        if (IsWhatIf) ShouldProcess(RestoreQuestion.ActionOf(plan, Describe(storage)));
        else _prepared.Add(new PreparedRestore(plan, Task.Run(() => _inspection!.RunAsync(plan, StopToken))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // What is refused is told before anything is started: an error that ends the pipeline must not hide a start.
        List<(FullRestorePlan Plan, RestoreFindings Findings)> good = [];
        foreach (PreparedRestore prepared in _prepared)
        {
            if (FindingsOf(prepared) is RestoreFindings findings) good.Add((prepared.Plan, findings));
        }

        foreach ((FullRestorePlan plan, RestoreFindings findings) in good) Ask(plan, findings);
        base.EndProcessing();
    }

    private protected override void TellOfStop()
    {
        base.TellOfStop();
        SafeRestoreSteps[] all;
        lock (_steps) all = [.. _steps];
        foreach (SafeRestoreSteps steps in all)
        {
            if (steps.Restoring is MhsmJob restoring)
                TellAfterStop($"{JobVerdict.Title(restoring)} runs on. To come back: {JobVerdict.ComeBackTo(restoring)}");
            else if (steps.Running is MhsmJob running)
                TellAfterStop($"Nothing was restored. The safety backup runs on: {JobVerdict.ComeBackTo(running)}. Run the restore again with -SafetyBackup when it has ended. {Reuse}");
            else if (steps.Taken is MhsmJob taken)
                TellAfterStop($"Nothing was restored. The safety backup of {taken.HsmName} is whole: {taken.BackupUri}. Run the restore again with -SafetyBackup within 30 minutes. {Reuse}");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) foreach (SafeRestoreSteps steps in _steps) steps.Dispose();
        base.Dispose(disposing);
    }

    private StorageAccess SafetyStorage(StorageAccess restore)
    {
        SecureString? sasOfUri = null;
        ContainerAddress container = SafetyContainerUri is null ? restore.Container.InFolder(null) : SafetyContainerUri.Parse(out sasOfUri);
        if (SafetySasToken is not null && sasOfUri is not null)
            throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "The URI of -SafetyContainerUri carries a SAS, and -SafetySasToken was given as well. Give one of the two.");
        if ((SafetySasToken ?? sasOfUri) is SecureString given) return StorageAccess.WithSas(container, Storage.SasToken.Parse(given), SasPurpose.Backup, DateTime.UtcNow);
        if (restore.UsesManagedIdentity) return StorageAccess.WithManagedIdentity(container);
        if (container.Uri == restore.Container.Uri && !restore.Sas!.Lacking("c", "r", "d", "w").Any())
            return StorageAccess.WithSas(container, restore.Sas!, SasPurpose.Backup, DateTime.UtcNow);
        throw new MhsmInputException(
            MhsmErrorId.StorageAccessMissing,
            $"-SafetyBackup writes into {container.Uri}, and nothing that was given allows that: the SAS of a restore only reads. "
            + $"Give -SafetySasToken, made with New-MhsmSasToken -ContainerUri {container.Uri} -For Backup, or -UseManagedIdentity.");
    }

    private RestoreFindings? FindingsOf(PreparedRestore prepared)
    {
        try
        {
            Await(prepared.Inspecting);
            return prepared.Inspecting.GetAwaiter().GetResult();
        }
        catch (MhsmException e)
        {
            WriteError(e, prepared.Plan.Hsm.Uri);
            return null;
        }
    }

    private void Ask(FullRestorePlan plan, RestoreFindings findings)
    {
        foreach (string note in findings.Notes) WriteVerbose(note);
        foreach (string warning in findings.Warnings) WriteWarning(warning);
        if (plan.Safety?.Warning is string safetyWarning) WriteWarning(safetyWarning);
        string action = RestoreQuestion.ActionOf(plan, Describe(plan.Backup));
        if (!IsConfirmed(plan, action, RestoreQuestion.Of(plan, action, findings, DateTime.UtcNow))) return;
        if (plan.Safety is null) Launch(plan.Hsm, client => client.StartRestoreAsync(plan.Backup));
        else Track(Task.Run(() => RestoreSafelyAsync(plan, findings)));
    }

    private async Task RestoreSafelyAsync(FullRestorePlan plan, RestoreFindings findings)
    {
        var steps = new SafeRestoreSteps(Queue, HostConsole.IsWatched(Host), plan.Hsm, send => SendStartAsync(plan.Hsm, send));
        lock (_steps) _steps.Add(steps);
        try
        {
            MhsmJob job = await new SafeRestore(Connections, plan, steps).RunAsync(findings.SafetyBackup, StopToken).ConfigureAwait(false);
            HandOver(job);
            steps.HandedOver();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Queue.Post(_ => WriteOrHold(e, (e as MhsmJobException)?.Job ?? (object)plan.Hsm.Uri));
        }
        finally
        {
            steps.Dispose();
        }
    }

    // ShouldProcess would ask whatever -Force says; with an explicit -Confirm it must be called all the same.
    private bool IsConfirmed(FullRestorePlan plan, string action, string question)
    {
        if (Force && !IsSet("Confirm")) return true;
        try
        {
            return ShouldProcess(action, question, "Full restore of a Managed HSM");
        }
        catch (Exception e) when (e is PSInvalidOperationException or HostException or PSNotImplementedException or NotImplementedException)
        {
            WriteError(
                new MhsmException(MhsmErrorId.RestoreNotConfirmed, $"The restore of {plan.Hsm.Uri} wipes what it holds, and nobody can be asked here. Nothing was changed. Give -Force where it is meant.", e),
                plan.Hsm.Uri);
            return false;
        }
    }

    private sealed record PreparedRestore(FullRestorePlan Plan, Task<RestoreFindings> Inspecting);
}
