using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Rehearsal.Servers;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Benchmarks;

/// <summary>
/// Lists a container of many backups in Azurite: by name, with a check of the newest, and beside both a plain flat listing of the
/// same container in the same run. Requests are counted where they leave; memory is what the collector still holds, at most.
/// </summary>
internal static class ListTimes
{
    private const int Hsms = 10;
    private const int Concurrency = 32;

    /// <summary>Fills a container, lists it each way and prints the figures.</summary>
    /// <param name="backups">How many backups, in tens.</param>
    /// <param name="blobs">How many blobs each has.</param>
    public static async Task CompareAsync(int backups, int blobs)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync();
        await azurite.CreateContainerAsync("hsm");
        BlobContainerClient container = azurite.Container("hsm");
        var watch = Stopwatch.StartNew();
        await FillAsync(container, backups, blobs);
        Console.WriteLine($"{backups} backups of {blobs} blobs, written in {watch.Elapsed.TotalSeconds:0} s");
        Console.WriteLine($"  {"",-34} {"backups",8} {"requests",9} {"seconds",8} {"first after s",14} {"live MB, most",14}");

        var counter = new Counter();
        StorageContainer ours = new StorageConnections(HsmPipeline.CreateTransport(wrap: counter.Over)).Open(
            ContainerAddress.Parse(azurite.ContainerUri("hsm").AbsoluteUri, out _),
            StorageSignIn.WithSas(SasToken.Parse(SecureText.Protect(azurite.CreateSas("hsm", "rl")))));
        await ReportAsync("by name (-SkipCheck)", counter, seen => ByNameAsync(ours, BackupFilter.None, seen));
        await ReportAsync("one HSM by name", counter, seen => ByNameAsync(ours, new BackupFilter { HsmNames = ["hsm-3"] }, seen));
        await ReportAsync("the newest 100 checked (default)", counter, seen => CheckedAsync(ours, 100, seen));
        await ReportAsync("plain flat listing", counter, seen => FlatAsync(ours, seen));
    }

    private static async Task FillAsync(BlobContainerClient container, int backups, int blobs)
    {
        var content = new BinaryData(new byte[16]);
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await Parallel.ForEachAsync(Enumerable.Range(0, backups), new ParallelOptions { MaxDegreeOfParallelism = 24 }, async (backup, cancellation) =>
        {
            string time = start.AddHours(backup / Hsms).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            for (int blob = 0; blob < blobs; blob++) await container.UploadBlobAsync($"mhsm-hsm-{backup % Hsms}-{time}/data-{blob:D4}", content, cancellation);
        });
    }

    private static async Task<int> ByNameAsync(StorageContainer container, BackupFilter filter, Action seen)
    {
        IReadOnlyList<BackupPlace> found = await BackupCatalogue.FindAsync(container, filter, CancellationToken.None);
        foreach (BackupPlace place in found)
        {
            _ = place.Named(DateTime.UtcNow);
            seen();
        }

        return found.Count;
    }

    private static async Task<int> CheckedAsync(StorageContainer container, int checks, Action seen)
    {
        IReadOnlyList<BackupPlace> found = await BackupCatalogue.FindAsync(container, BackupFilter.None, CancellationToken.None);
        await Parallel.ForEachAsync(found.OrderByDescending(place => place.Name.Time).Take(checks), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (place, cancellation) =>
        {
            MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, isDetailed: false, cancellation);
            if (backup.IsComplete != true) throw new InvalidOperationException($"{backup} is {backup.State}.");
            seen();
        });
        return found.Count;
    }

    // What a script does without the module: every blob is read to know the folders.
    private static async Task<int> FlatAsync(StorageContainer container, Action seen)
    {
        var folders = new HashSet<string>();
        await foreach (BlobItem blob in container.Client.GetBlobsAsync())
        {
            if (folders.Add(blob.Name[..blob.Name.IndexOf('/', StringComparison.Ordinal)])) seen();
        }

        return folders.Count;
    }

    private static async Task ReportAsync(string what, Counter counter, Func<Action, Task<int>> list)
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = before;
        int requestsBefore = counter.Requests;
        double first = 0;
        int seen = 0;
        var watch = Stopwatch.StartNew();
        int found = await list(() =>
        {
            int number = Interlocked.Increment(ref seen);
            if (number == 1) first = watch.Elapsed.TotalSeconds;
            // What is alive, not what is garbage: a collection now and then, the same for all.
            if (number % 1000 == 0) InterlockedMax(ref most, GC.GetTotalMemory(forceFullCollection: true));
        });
        double seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {what,-34} {found,8} {counter.Requests - requestsBefore,9} {seconds,8:0.00} {first,14:0.00} {(most - before) / 1e6,14:0.0}"));
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long known = Volatile.Read(ref target);
        while (value > known && Interlocked.CompareExchange(ref target, value, known) is long now && now != known) known = now;
    }

    private sealed class Counter
    {
        private int _requests;

        public int Requests => Volatile.Read(ref _requests);

        public HttpMessageHandler Over(HttpMessageHandler inner) => new Handler(this, inner);

        private sealed class Handler(Counter counter, HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                Interlocked.Increment(ref counter._requests);
                return base.SendAsync(request, cancellationToken);
            }
        }
    }
}
