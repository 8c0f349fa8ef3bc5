using Azure.Core;

namespace MhsmBackup.Service.Transport;

/// <summary>Marks a message that starts a job, which the retry policy treats with more care than a read.</summary>
internal sealed class StartOnce
{
    public static void Mark(HttpMessage message) => message.SetProperty(typeof(StartOnce), true);

    public static bool IsMarked(HttpMessage message) => message.TryGetProperty(typeof(StartOnce), out _);
}
