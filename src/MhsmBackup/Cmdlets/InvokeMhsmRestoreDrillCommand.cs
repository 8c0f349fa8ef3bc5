using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Restores;
using MhsmBackup.Restores.Drills;
using MhsmBackup.Service;
using MhsmBackup.Session;

namespace MhsmBackup.Cmdlets;

/// <summary>
/// Proves backups: restores the newest one of each HSM into a drill HSM, one after the other, and compares the keys with those
/// of its source.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "MhsmRestoreDrill", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MhsmRestoreDrill))]
public sealed class InvokeMhsmRestoreDrillCommand : DrillCmdlet
{
    private readonly List<string> _sources = [];
    private IReadOnlyList<string>? _keyNames;
    private ManagedHsmAddress? _destination;
    private WaitProgress? _progress;
    private volatile MhsmJob? _running;
    private volatile bool _isStarting;

    /// <summary>The drill HSM: its name or URL. It is wiped. One alone.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string[]? DestinationHsm { get; set; }

    /// <summary>The drill HSM once more, where nobody is there to type its name.</summary>
    [Parameter]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    public string? ConfirmDestinationHsm { get; set; }

    /// <summary>The keys that are looked for; without it all that the source has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[]? KeyName { get; set; }

    /// <summary>Restores also into an HSM that was written to by something else than a drill.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does not let the service check each restore before it is begun.</summary>
    [Parameter]
    public SwitchParameter SkipPreCheck { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            if (DestinationHsm!.Length > 1)
                throw new MhsmInputException(MhsmErrorId.DrillDestinationRefused, $"{DestinationHsm.Length} destinations were given. A drill has one: give -DestinationHsm the name of the drill HSM alone.");
            _destination = Connections.Find(DestinationHsm[0]);
            _keyNames = KeyName is null ? null : [.. KeyName.Select(ManagedHsmKeyName.Parse).Distinct(StringComparer.OrdinalIgnoreCase)];
            if (ConfirmDestinationHsm is not null) SecondNaming.Demand(_destination, ConfirmDestinationHsm, Connections.Find);
            // With -WhatIf nothing is wiped, and nothing needs to be confirmed.
            else if (!IsWhatIf && !HostConsole.HasPerson(Host)) throw NotConfirmed(_destination);
        }
        catch (MhsmException e)
        {
            // What is wrong here is wrong for every HSM.
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    private protected override void Given(ManagedHsmAddress hsm)
    {
        if (!hsm.Equals(_destination))
        {
            _sources.Add(hsm.Name);
            return;
        }

        var refusal = new MhsmInputException(
            MhsmErrorId.DrillDestinationRefused,
            $"{hsm.Name} is both a source and the destination, and nothing was sent. A drill wipes its destination: give -DestinationHsm an HSM of the same security domain that is in no use. To restore {hsm.Name} itself there is Start-MhsmRestore.");
        ThrowTerminatingError(ErrorRecords.From(refusal, hsm.Uri));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_sources.Count == 0) return;
        IReadOnlyList<DrillPreparation> prepared = [];
        try
        {
            if (ConfirmDestinationHsm is null && !IsWhatIf) SecondNaming.Demand(_destination!, SecondNaming.Ask(Host.UI, _destination!, _sources.Distinct()), Connections.Find);
            Await(Task.Run(async () => prepared = await PrepareAsync(_keyNames).ConfigureAwait(false)));
            if (!Force && prepared.Any(each => each.Source is not null)) Await(Task.Run(() => CheckDestinationAsync(prepared)));
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, _destination!.Uri));
        }

        foreach (DrillPreparation each in prepared)
        {
            if (each.Source is not DrillSource source)
            {
                Tell(each.NotBegun(_destination!, DateTime.UtcNow), each.Problem!);
                Queue.Drain(this); // an error that ends the pipeline does so before the next restore
            }
            else if (IsConfirmed(source))
            {
                Await(Task.Run(() => DrillAsync(source)));
            }
        }
    }

    // The result goes first: an error that stops the pipeline must not take it along.
    private void Tell(MhsmRestoreDrill result, Exception? error) => Queue.Post(cmdlet =>
    {
        cmdlet.WriteObject(result);
        if (error is not null) cmdlet.WriteError(ErrorRecords.From(error, result));
    });

    private protected override void TellOfStop()
    {
        if (_running is MhsmJob job) TellAfterStop($"{JobVerdict.Title(job)} runs on. To come back: {JobVerdict.ComeBackTo(job)}; then drill again.");
        else if (_isStarting) TellAfterStop("A start had been sent and not yet answered. Get-MhsmJob lists its job as soon as the service has named it; drill again when it has ended.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _progress?.Dispose();
        base.Dispose(disposing);
    }

    private async Task CheckDestinationAsync(IReadOnlyList<DrillPreparation> prepared)
    {
        try
        {
            await DrillDestination.CheckAsync(
                Connections.KeysOf(_destination!), [.. prepared.Select(each => each.Keys)], prepared.Where(each => each.Source is not null).Max(each => each.Source!.Backup.Time), StopToken).ConfigureAwait(false);
        }
        catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
        {
            Warn($"The keys of {_destination!.Name} could not be read, so it is not known whether anything but a drill has written to it.");
            Tell(e.Message);
        }
        catch (MhsmServiceException e)
        {
            if (DrillProblem.Explain(e, _destination!) is MhsmException known && known != e) throw known;
            throw;
        }
    }

    private bool IsConfirmed(DrillSource source)
    {
        string backup = string.Format(CultureInfo.InvariantCulture, "{0} (of {1}, taken {2:yyyy-MM-dd HH:mm:ss'Z'})", source.Backup.BackupUri, source.Hsm.Name, source.Backup.Time);
        string action = $"Restore {_destination!.Uri} in full from {backup} and compare {(_keyNames is null ? "all keys" : $"{_keyNames.Count} keys")} with {source.Hsm.Name}";
        // The second naming was the confirmation; with -WhatIf or an explicit -Confirm ShouldProcess must be called all the same.
        return (!IsWhatIf && !IsSet("Confirm")) || ShouldProcess(action, $"{action}?{Environment.NewLine}Everything that {_destination.Name} holds is wiped.", "Restore drill of a Managed HSM");
    }

    private async Task DrillAsync(DrillSource source)
    {
        _progress ??= new WaitProgress(Queue, HostConsole.IsWatched(Host));
        var run = new DrillRun(Connections, _destination!, !SkipPreCheck, Telling(), StopToken);
        (MhsmRestoreDrill result, Exception? error) = await run.OfAsync(source).ConfigureAwait(false);
        Tell(result, error);
    }

    private DrillEvents Telling() => new()
    {
        Warn = Warn,
        Tell = Tell,
        Starting = () => _isStarting = true,
        Answered = () => _isStarting = false,
        Seen = job =>
        {
            _running = job;
            SessionJobs.Remember(job);
            _progress!.Seen(job);
        },
        Left = job =>
        {
            // After a stop it still runs, and the user is told of it.
            if (!StopToken.IsCancellationRequested) _running = null;
            SessionJobs.Remember(job);
            _progress!.Ended(job);
        },
    };

    private static MhsmInputException NotConfirmed(ManagedHsmAddress hsm) => new(
        MhsmErrorId.DrillDestinationRefused,
        $"A drill wipes what {hsm.Name} holds, so it is named twice, and nothing was sent. Where nobody is there to type its name, give -ConfirmDestinationHsm {hsm.Name}.");
}
