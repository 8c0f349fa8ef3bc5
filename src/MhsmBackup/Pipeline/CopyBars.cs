using System.Management.Automation;
using MhsmBackup.Storage.Copying;

namespace MhsmBackup.Pipeline;

/// <summary>Shows how far copies have come: a bar for each, with blobs and bytes, where somebody can watch.</summary>
internal sealed class CopyBars : IDisposable
{
    private const int FirstId = 0x4D4843;
    private const int MostBars = 8;

    private readonly object _lock = new();
    private readonly Dictionary<CopyProgress, (int Id, string Title)> _bars = [];
    private readonly HashSet<int> _shown = [];
    private readonly PipelineQueue _queue;
    private readonly Timer? _timer;
    private int _begun;

    public CopyBars(PipelineQueue queue, bool isWatched)
    {
        _queue = queue;
        if (isWatched) _timer = new Timer(_ => Show(), null, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5));
    }

    public void Add(CopyProgress progress, string title)
    {
        lock (_lock) _bars.Add(progress, (FirstId + _begun++, title));
    }

    public void Remove(CopyProgress progress)
    {
        lock (_lock)
        {
            if (!_bars.TryGetValue(progress, out (int Id, string Title) bar)) return;
            _bars.Remove(progress);
            if (_shown.Remove(bar.Id)) Write(new ProgressRecord(bar.Id, bar.Title, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Show()
    {
        lock (_lock)
        {
            foreach (KeyValuePair<CopyProgress, (int Id, string Title)> each in _bars.Where(bar => bar.Key.IsBegun).OrderBy(bar => bar.Value.Id).Take(MostBars))
            {
                _shown.Add(each.Value.Id);
                CopyProgress progress = each.Key;
                Write(new ProgressRecord(each.Value.Id, each.Value.Title, $"{progress.Blobs} of {progress.AllBlobs} blobs, {MiB(progress.Bytes)} of {MiB(progress.AllBytes)} MiB")
                {
                    PercentComplete = progress.AllBytes == 0 ? 0 : (int)Math.Min(100, 100 * progress.Bytes / progress.AllBytes),
                });
            }
        }
    }

    private void Write(ProgressRecord record) => _queue.Post(cmdlet => cmdlet.WriteProgress(record));

    private static string MiB(long bytes) => (bytes / 1048576.0).ToString("N1", System.Globalization.CultureInfo.InvariantCulture);
}
