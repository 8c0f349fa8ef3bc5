using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Session;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Cmdlets;

/// <summary>Lists the backups in one or more containers, the newest first.</summary>
[Cmdlet(VerbsCommon.Get, "MhsmBackup", DefaultParameterSetName = Uri)]
[OutputType(typeof(MhsmStoredBackup))]
public sealed class GetMhsmBackupCommand : SasContainerCmdlet
{
    // A check is one request. The newest are what people look for, and a container of thousands is listed in seconds. The newest one
    // of each HSM is checked beside them: a report on a fleet rests on it.
    private const int MaxChecks = 100;
    private const int MaxConcurrentInspections = 32;

    private readonly SemaphoreSlim _places = new(MaxConcurrentInspections);
    private readonly List<Task<IReadOnlyList<BackupPlace>>> _searches = [];
    private BackupFilter? _filter;

    /// <summary>Only backups of these HSMs; wildcards are allowed.</summary>
    [Parameter]
    [Alias("Hsm")]
    [SupportsWildcards]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string[]? HsmName { get; set; }

    /// <summary>Only backups started at this time or later. A time without a zone is local.</summary>
    [Parameter]
    public DateTime After { get; set; }

    /// <summary>Only backups started at this time or earlier. A time without a zone is local.</summary>
    [Parameter]
    public DateTime Before { get; set; }

    /// <summary>Only the newest complete backup of each HSM; with -SkipCheck the newest by its name.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <summary>
    /// Checks every backup, not the newest 100 and the newest of each HSM alone, reads all of its blobs, however many, and compares them with what the
    /// backup names itself.
    /// </summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Lists by name alone: one request for 5,000 backups, and nothing is said of their blobs.</summary>
    [Parameter]
    public SwitchParameter SkipCheck { get; set; }

    /// <summary>Looks into folders as well that are no backups.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _filter = CreateFilter();
        }
        catch (MhsmException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    private protected override void Process(StorageContainer container) => _searches.Add(Task.Run(() => FindAsync(container)));

    /// <inheritdoc/>
    protected override void EndProcessing() => Await(Task.Run(WriteAllAsync));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _places.Dispose();
        base.Dispose(disposing);
    }

    private BackupFilter CreateFilter()
    {
        DateTime? after = MyInvocation.BoundParameters.ContainsKey(nameof(After)) ? After.ToUniversalTime() : null;
        DateTime? before = MyInvocation.BoundParameters.ContainsKey(nameof(Before)) ? Before.ToUniversalTime() : null;
        if (after > before)
            throw new MhsmInputException(MhsmErrorId.InvalidTimeRange, $"-After ({after:u}) is later than -Before ({before:u}): no backup can be between them.");
        if (Detailed && SkipCheck)
            throw new MhsmInputException(MhsmErrorId.SwitchConflict, "-Detailed reads all blobs and -SkipCheck none. Give one of the two.");
        return new BackupFilter { HsmNames = HsmNames.Of(HsmName), After = after, Before = before, IsRecursive = Recurse };
    }

    private async Task<IReadOnlyList<BackupPlace>> FindAsync(StorageContainer container)
    {
        try
        {
            return await BackupCatalogue.FindAsync(container, _filter!, StopToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, container.Address.FolderUri)));
            return [];
        }
    }

    private async Task WriteAllAsync()
    {
        IReadOnlyList<BackupPlace>[] found = await Task.WhenAll(_searches).ConfigureAwait(false);
        // Stable where two are of one time: by HSM, then as the containers were given.
        IEnumerable<BackupPlace> newestFirst = found.SelectMany(places => places)
            .OrderByDescending(place => place.Name.Time)
            .ThenBy(place => place.Name.HsmName, StringComparer.OrdinalIgnoreCase);
        if (Latest) await WriteLatestAsync(newestFirst).ConfigureAwait(false);
        else await WriteInOrderAsync(newestFirst).ConfigureAwait(false);
    }

    // Backups are looked at side by side and come out in their order, each as soon as those before it are out. No more are
    // begun than may run at once: a stop, or a Select-Object -First, leaves the rest alone.
    private async Task WriteInOrderAsync(IEnumerable<BackupPlace> places)
    {
        var running = new Queue<Task<MhsmStoredBackup>>();
        var hsms = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int checks = 0;
        foreach (BackupPlace place in places)
        {
            if (running.Count == MaxConcurrentInspections) Write(await running.Dequeue().ConfigureAwait(false));
            bool isNewestOfHsm = hsms.Add(place.Name.HsmName);
            bool isChecked = !SkipCheck && (Detailed || checks++ < MaxChecks || isNewestOfHsm);
            running.Enqueue(isChecked ? InspectAsync(place) : Task.FromResult(place.Named(DateTime.UtcNow)));
        }

        while (running.Count > 0) Write(await running.Dequeue().ConfigureAwait(false));
    }

    private async Task WriteLatestAsync(IEnumerable<BackupPlace> newestFirst)
    {
        IEnumerable<Task<MhsmStoredBackup?>> latest = newestFirst
            .GroupBy(place => place.Name.HsmName, StringComparer.OrdinalIgnoreCase)
            .Select(FindLatestAsync);
        foreach (Task<MhsmStoredBackup?> each in latest.ToArray()) Write(await each.ConfigureAwait(false));
    }

    private async Task<MhsmStoredBackup?> FindLatestAsync(IEnumerable<BackupPlace> newestFirst)
    {
        foreach (BackupPlace place in newestFirst)
        {
            MhsmStoredBackup named = place.Named(DateTime.UtcNow);
            if (named.IsInFuture(DateTime.UtcNow))
            {
                Queue.Post(cmdlet => cmdlet.WriteWarning($"{named.BackupUri} is passed over: its time is in the future."));
                continue;
            }

            if (SkipCheck) return named;
            // What cannot be looked at is told as an error, and is not taken for complete.
            if (await TryInspectAsync(place, isLatest: true).ConfigureAwait(false) is not MhsmStoredBackup backup) continue;
            if (backup.State == MhsmBackupState.Complete) return backup;
            Queue.Post(cmdlet => cmdlet.WriteWarning($"{backup.BackupUri} is newer and not complete: {string.Join(" ", backup.Problems)}"));
        }

        return null;
    }

    // The backup is not lost with an error: what its name says comes out.
    private async Task<MhsmStoredBackup> InspectAsync(BackupPlace place) =>
        await TryInspectAsync(place, isLatest: false).ConfigureAwait(false) ?? place.Named(DateTime.UtcNow);

    // One that must be known to be complete is read to its end, however many blobs it has.
    private async Task<MhsmStoredBackup?> TryInspectAsync(BackupPlace place, bool isLatest)
    {
        await _places.WaitAsync(StopToken).ConfigureAwait(false);
        try
        {
            MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, Detailed, StopToken).ConfigureAwait(false);
            return isLatest && backup.State == MhsmBackupState.Unchecked ? await BackupInspector.InspectAsync(place, isDetailed: true, StopToken).ConfigureAwait(false) : backup;
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, place.Container.Address.At(place.Folder))));
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    private void Write(MhsmStoredBackup? backup)
    {
        if (backup is null) return;
        SessionPlaces.Remember(new ListedBackup(backup.HsmName, backup.ContainerUri.AbsoluteUri, backup.BackupFolder, backup.Time));
        Queue.Post(cmdlet => cmdlet.WriteObject(backup));
    }
}
