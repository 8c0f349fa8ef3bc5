using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Restores;

namespace MhsmBackup.Pipeline;

/// <summary>Shows a wait: one bar for the whole, and a line for each job that runs.</summary>
internal sealed class WaitProgress : IDisposable
{
    // More lines than a console shows would push the bar for the whole out of sight.
    private const int MostLines = 8;

    // Bars of one id would overwrite each other.
    private static int _lastId = 0x4D48;

    private readonly int _wholeId = NewId();

    private readonly object _lock = new();
    private readonly Dictionary<string, Line> _lines = [];
    private readonly PipelineQueue _queue;
    private readonly Timer? _timer;
    private int _all;
    private int _ended;
    private bool _isShown;

    /// <summary>Shows progress, where somebody can watch it.</summary>
    public WaitProgress(PipelineQueue queue, bool isWatched)
    {
        _queue = queue;
        // Elapsed times go on between two reads.
        if (isWatched) _timer = new Timer(_ => Show(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>An id that no other bar of this module has.</summary>
    public static int NewId() => Interlocked.Increment(ref _lastId);

    public void Seen(MhsmJob job)
    {
        lock (_lock)
        {
            string key = Key(job);
            if (_lines.TryGetValue(key, out Line? line)) (line.Job, line.IsRestoring) = (job, false);
            else
            {
                _all++;
                _lines.Add(key, new Line(NewId(), _wholeId, job));
            }
        }

        Show();
    }

    /// <summary>Shows that a job's state is not told because its HSM is in restore mode.</summary>
    public void Restoring(MhsmJob job)
    {
        lock (_lock)
        {
            if (_lines.TryGetValue(Key(job), out Line? line)) line.IsRestoring = true;
        }

        Show();
    }

    public void Ended(MhsmJob job)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(Key(job), out Line? line)) return;
            _lines.Remove(Key(job));
            _ended++;
            if (_isShown && line.IsShown) Write(line.ToRecord(isDone: true));
        }

        Show();
    }

    /// <summary>Takes every line away.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            if (!_isShown) return;
            foreach (Line line in _lines.Values.Where(line => line.IsShown)) Write(line.ToRecord(isDone: true));
            Write(Whole(isDone: true));
            _isShown = false;
        }
    }

    private void Show()
    {
        if (_timer is null) return;
        lock (_lock)
        {
            if (_all == 0) return; // nothing was started yet
            _isShown = true;
            Write(Whole(isDone: false));
            foreach (Line line in _lines.Values.Take(MostLines))
            {
                line.IsShown = true;
                Write(line.ToRecord(isDone: false));
            }
        }
    }

    private void Write(ProgressRecord record) => _queue.Post(cmdlet => cmdlet.WriteProgress(record));

    private ProgressRecord Whole(bool isDone) => new(_wholeId, _all == 1 ? "Waiting for a Managed HSM job" : $"Waiting for {_all} Managed HSM jobs", $"{_ended} of {_all} ended")
    {
        PercentComplete = 100 * _ended / _all,
        RecordType = isDone ? ProgressRecordType.Completed : ProgressRecordType.Processing,
    };

    private static string Key(MhsmJob job) => job.HsmUri.Authority + "/" + job.JobId;

    private sealed class Line(int id, int wholeId, MhsmJob job)
    {
        public MhsmJob Job { get; set; } = job;

        public bool IsShown { get; set; }

        public bool IsRestoring { get; set; }

        public ProgressRecord ToRecord(bool isDone)
        {
            TimeSpan elapsed = Job.StartTime is DateTime start ? DateTime.UtcNow - start : Job.Duration ?? TimeSpan.Zero;
            if (elapsed < TimeSpan.Zero) elapsed = TimeSpan.Zero; // clocks differ
            string what = Job.KeyName is null ? Job.Operation.ToString() : $"{Job.Operation} {Job.KeyName}";
            string format = elapsed.TotalDays >= 1 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss";
            return new ProgressRecord(id, $"{Job.HsmName} {what}", $"{elapsed.ToString(format, CultureInfo.InvariantCulture)}  {(IsRestoring ? RestoreMode.Name : Job.Status)}")
            {
                ParentActivityId = wholeId,
                RecordType = isDone ? ProgressRecordType.Completed : ProgressRecordType.Processing,
            };
        }
    }
}
