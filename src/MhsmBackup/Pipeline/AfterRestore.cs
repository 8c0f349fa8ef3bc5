using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Keys;
using MhsmBackup.Restores;
using MhsmBackup.Service;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Tells after a full restore what the first read of the HSM shows: that it serves again, and how many keys it has. It is told
/// after the job and changes nothing of its outcome.
/// </summary>
internal sealed class AfterRestore : IDisposable
{
    // The end of restore mode may follow the end of the job.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly PipelineQueue _queue;
    private readonly ManagedHsmConnections _connections;
    private readonly CancellationTokenSource _stopping;
    private readonly Dictionary<string, Task> _looks = [];

    /// <summary>Prepares looks.</summary>
    /// <param name="queue">Where it is told.</param>
    /// <param name="connections">How the HSMs are read.</param>
    /// <param name="stopping">Ends the looks.</param>
    public AfterRestore(PipelineQueue queue, ManagedHsmConnections connections, CancellationToken stopping)
    {
        _queue = queue;
        _connections = connections;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>Looks at the HSM of a full restore that succeeded; at any other job's not.</summary>
    public void Look(MhsmJob job)
    {
        if (job.Operation != MhsmOperation.Restore || !MhsmJobStatus.IsSucceeded(job.Status)) return;
        lock (_looks)
        {
            if (!_looks.ContainsKey(job.JobId)) _looks.Add(job.JobId, Task.Run(() => LookAsync(job)));
        }
    }

    /// <summary>Ends when all has been told.</summary>
    public Task EndAsync()
    {
        lock (_looks) return Task.WhenAll(_looks.Values);
    }

    /// <summary>Ends the looks that are under way, without a word.</summary>
    public void Stop() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private async Task LookAsync(MhsmJob job)
    {
        string hsm = job.HsmName;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(Patience);
        try
        {
            int count = await CountAsync(job, limit.Token).ConfigureAwait(false);
            // As Write-Host does: a person sees it, and it is no output.
            var message = new HostInformationMessage { Message = $"{hsm} serves again and has {count} {(count == 1 ? "key" : "keys")}." };
            _queue.Post(cmdlet => cmdlet.WriteInformation(message, ["PSHOST"]));
        }
        catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
        {
            _queue.Post(cmdlet => cmdlet.WriteVerbose($"{hsm} serves again; who is signed in may not read keys, so they were not counted."));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        catch (Exception e)
        {
            _queue.Post(cmdlet => cmdlet.WriteVerbose($"The restore has succeeded; {hsm} was not read after it. {(e is MhsmException ? e.Message : $"It was given {Patience.TotalSeconds:0} seconds.")}"));
        }
    }

    private async Task<int> CountAsync(MhsmJob job, CancellationToken cancellationToken)
    {
        IManagedHsmKeyClient keys = _connections.KeysOf(ManagedHsmAddress.Parse(job.HsmUri.AbsoluteUri));
        for (TimeSpan pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            try
            {
                return (await keys.ListAsync(cancellationToken).ConfigureAwait(false)).Count;
            }
            catch (MhsmServiceException e) when (RestoreMode.IsMeant(e))
            {
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
