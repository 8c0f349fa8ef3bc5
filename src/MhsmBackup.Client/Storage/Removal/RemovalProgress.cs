namespace MhsmBackup.Storage.Removal;

/// <summary>How far the removal of a backup has come. Read by other threads.</summary>
internal sealed class RemovalProgress
{
    private int _blobs;
    private long _bytes;

    /// <summary>How many blobs were found; 0 before they were listed.</summary>
    public int Found { get; set; }

    public int Blobs => Volatile.Read(ref _blobs);

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(long bytes)
    {
        Interlocked.Increment(ref _blobs);
        Interlocked.Add(ref _bytes, bytes);
    }
}
