namespace MhsmBackup.Storage.Copying;

/// <summary>How far the copy of one backup has come. Any thread may read it.</summary>
public sealed class CopyProgress
{
    private long _bytes;
    private int _blobs;
    private int _copied;
    private int _isBegun;

    /// <summary>How many blobs there are to be; 0 before they are listed.</summary>
    public int AllBlobs { get; private set; }

    /// <summary>How many bytes there are to be.</summary>
    public long AllBytes { get; private set; }

    /// <summary>How many blobs are there.</summary>
    public int Blobs => Volatile.Read(ref _blobs);

    /// <summary>How many blobs this run has copied.</summary>
    public int Copied => Volatile.Read(ref _copied);

    /// <summary>How many bytes are there.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether the blobs are known.</summary>
    public bool IsBegun => Volatile.Read(ref _isBegun) == 1;

    internal void Begin(int blobs, long bytes)
    {
        AllBlobs = blobs;
        AllBytes = bytes;
        Volatile.Write(ref _isBegun, 1);
    }

    internal void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    internal void AddSkipped(long bytes)
    {
        AddBytes(bytes);
        Interlocked.Increment(ref _blobs);
    }

    internal void AddCopied()
    {
        Interlocked.Increment(ref _copied);
        Interlocked.Increment(ref _blobs);
    }
}
