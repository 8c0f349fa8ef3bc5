namespace MhsmBackup.Storage.Copying;

/// <summary>How far a copy is; read by other threads while it runs.</summary>
public sealed class CopyProgress
{
    private int _copied;
    private int _skipped;
    private long _bytes;

    /// <summary>How many blobs the backup has; 0 until it is known.</summary>
    public int Blobs { get; internal set; }

    /// <summary>The size of all of them, in bytes.</summary>
    public long Size { get; internal set; }

    /// <summary>How many were copied in this run.</summary>
    public int Copied => Volatile.Read(ref _copied);

    /// <summary>How many were there before.</summary>
    public int Skipped => Volatile.Read(ref _skipped);

    /// <summary>The bytes of those that are there, copied or not.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    internal void AddCopied(long size)
    {
        Interlocked.Increment(ref _copied);
        Interlocked.Add(ref _bytes, size);
    }

    internal void AddSkipped(long size)
    {
        Interlocked.Increment(ref _skipped);
        Interlocked.Add(ref _bytes, size);
    }
}
